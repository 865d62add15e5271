package org.fleetdesk.serverless.engine.internal.cloud.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.opennebula.oneflow.RoleState;
import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.serverless.engine.internal.cloud.Cloud;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings;
import org.fleetdesk.serverless.engine.internal.cloud.Delays;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;
import org.fleetdesk.serverless.engine.internal.cloud.Right;
import org.fleetdesk.serverless.engine.internal.cloud.User;
import org.fleetdesk.serverless.engine.internal.cloud.VmObject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A simulated cloud whose time passes only when a test lets it, spoken to over HTTP. */
final class FlowFixture implements AutoCloseable {

	/** Sessions with tokens: passwords are slow by intention. */
	static final String ADMIN = "oneadmin:token-of-oneadmin";
	static final String USER = "tester:token-of-tester";
	/** Each phase of a VM's life takes as long. */
	static final Duration PHASE = Duration.ofSeconds(1);

	private static final int USERS = 1;
	private static final ObjectMapper MAPPER = new ObjectMapper();

	/** @param json missing where the body is none */
	record Answer(int status, String type, String text) {

		JsonNode json() {
			try {
				return MAPPER.readTree(text);
			} catch (IOException e) {
				throw new UncheckedIOException(e);
			}
		}

		JsonNode body() {
			return json().at("/DOCUMENT/TEMPLATE/BODY");
		}

		int id() {
			return json().at("/DOCUMENT/ID").asInt(-1);
		}
	}

	private final HttpClientFactory http = new HttpClientFactory();
	private final UnaryOperator<CloudSettings> how;
	private Path data;
	private Instant now = Instant.parse("2026-01-01T00:00:00Z");
	private EmbeddedCloud embedded;
	private HttpEndpoint endpoint;

	FlowFixture(Path folder, UnaryOperator<CloudSettings> how) throws EngineException, CloudError {
		data = folder.resolve("cloud");
		this.how = how;
		open();
		cloud().users().login(admin(), "oneadmin", "token-of-oneadmin", -1, -1);
		user("tester");
		settle();
	}

	FlowFixture(Path folder) throws EngineException, CloudError {
		this(folder, s -> s);
	}

	private void open() throws EngineException {
		var loopback = Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY);
		InstantSource clock = () -> now;
		var settings = how.apply(CloudSettings.of(data, "oneadmin", "secret").withDelays(Delays.all(PHASE)).withClock(clock).withHashing(1));
		embedded = EmbeddedCloud.start(new EmbeddedCloud.Settings(settings, loopback, loopback, Duration.ofMinutes(5), 0));
		endpoint = http.open(EndpointSettings.of(embedded.oneflow()));
	}

	/** @return the session of a new user */
	String user(String name) throws CloudError {
		String token = "token-of-" + name;
		cloud().users().allocate(admin(), name, name, List.of(USERS));
		cloud().users().login(admin(), name, token, -1, -1);
		return name + ":" + token;
	}

	/** As after {@code kill -9}: another process finds nothing but what is on the disk at this moment. */
	void kill() throws IOException, EngineException {
		var copy = data.resolveSibling(data.getFileName() + "-after");
		try (var files = Files.walk(data)) {
			for (var file : files.toList()) {
				Files.copy(file, copy.resolve(data.relativize(file).toString()));
			}
		}
		endpoint.close();
		embedded.close();
		data = copy;
		open();
	}

	Cloud cloud() {
		return embedded.cloud();
	}

	int functionPort() {
		return embedded.functionPort().orElseThrow();
	}

	User admin() {
		return cloud().users().admin();
	}

	/** Lets everything happen that is due now. */
	void settle() {
		cloud().timeline().runDue();
	}

	/** Lets time pass, with everything that is due meanwhile. */
	void pass(Duration time) {
		var end = now.plus(time);
		settle();
		for (var next = cloud().timeline().next(); next != null && !next.isAfter(end); next = cloud().timeline().next()) {
			now = next.isAfter(now) ? next : now;
			settle();
		}
		now = end;
		settle();
	}

	/** Lets phases of VMs pass. */
	void phases(int count) {
		pass(PHASE.multipliedBy(count));
	}

	Answer call(String user, String method, String path, String body) throws HttpException {
		var call = HttpCall.of(method, path);
		if (user != null) {
			call = call.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
		}
		if (body != null) {
			call = call.body(new HttpBody.Bytes("application/json", body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
		}
		return send(endpoint, call);
	}

	static Answer send(HttpEndpoint endpoint, HttpCall call) throws HttpException {
		try {
			return answer(endpoint.send(call));
		} catch (HttpException.Refused e) {
			return answer(e.answer());
		}
	}

	HttpEndpoint endpoint(java.net.URI base) {
		return http.open(EndpointSettings.of(base));
	}

	private static Answer answer(HttpAnswer answer) {
		return new Answer(answer.status(), answer.mediaType(), answer.text());
	}

	Answer get(String user, String path) throws HttpException {
		return call(user, "GET", path, null);
	}

	Answer post(String user, String path, String body) throws HttpException {
		return call(user, "POST", path, body);
	}

	/** Does something with a service or a template; it has to be taken. */
	void act(String user, String path, String perform, String params) throws HttpException {
		var answer = post(user, path + "/action", "{'action':{'perform':'" + perform + "','params':" + params + "}}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(204);
	}

	/** @return the service's id */
	int instantiate(String user, int template, String merge) throws HttpException {
		var answer = post(user, "/service_template/" + template + "/action", "{'action':{'perform':'instantiate','params':{'merge_template':" + merge + "}}}");
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
		return answer.id();
	}

	int template(String user, String body) throws HttpException {
		var answer = post(user, "/service_template", body);
		assertThat(answer.status()).as(answer.text()).isEqualTo(201);
		return answer.id();
	}

	/** The id of one of the templates that a new cloud has. */
	int named(String name) throws HttpException {
		for (var each : get(ADMIN, "/service_template").json().at("/DOCUMENT_POOL/DOCUMENT")) {
			if (each.path("NAME").asText().equals(name)) {
				return each.path("ID").asInt();
			}
		}
		throw new AssertionError("No template " + name);
	}

	JsonNode service(int id) throws HttpException {
		var answer = get(ADMIN, "/service/" + id);
		assertThat(answer.status()).as(answer.text()).isEqualTo(200);
		return answer.body();
	}

	ServiceState state(int id) throws HttpException {
		return ServiceState.of(service(id).path("state").asInt());
	}

	RoleState role(int id, String name) throws HttpException {
		return RoleState.of(roleJson(id, name).path("state").asInt());
	}

	JsonNode roleJson(int id, String name) throws HttpException {
		return StreamSupport.stream(service(id).path("roles").spliterator(), false).filter(r -> r.path("name").asText().equals(name)).findFirst().orElseThrow();
	}

	/** The VMs of a role. */
	List<Integer> vms(int id, String role) throws HttpException {
		var ids = new ArrayList<Integer>();
		roleJson(id, role).path("nodes").forEach(n -> ids.add(n.path("deploy_id").asInt()));
		return ids;
	}

	VmObject vm(int id) throws CloudError {
		return cloud().vms().get(admin(), id, Right.USE);
	}

	/** What a service's log says, without the times. */
	List<String> log(int id) throws HttpException {
		var lines = new ArrayList<String>();
		service(id).path("log").forEach(l -> lines.add(l.path("severity").asText() + " " + l.path("message").asText()));
		return lines;
	}

	/** All VMs of a service that are not done, whether it knows them or not. */
	Set<Integer> allVms(int service) {
		return Set.copyOf(cloud().vms().ofService(service).stream().map(VmObject::id).toList());
	}

	@Override
	public void close() {
		endpoint.close();
		embedded.close();
		http.close();
	}
}
