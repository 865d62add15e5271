package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.document.DocumentPool;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.opennebula.user.User;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings;
import org.fleetdesk.serverless.engine.internal.cloud.Delays;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs;
import org.fleetdesk.serverless.engine.internal.provision.ApiClient.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** An engine in front of the embedded cloud, both over real HTTP; things go wrong on the way where a test wants it. */
@Timeout(120)
abstract class EngineFixture {

	static final String RUNTIMES = "/serverless-runtimes";
	static final ObjectMapper MAPPER = new ObjectMapper();
	static final String ADMIN = ApiClient.basic("oneadmin", "opennebula");
	static final String ANNA = ApiClient.basic("anna", "an:na");
	static final String BEN = ApiClient.basic("ben", "ben");
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@TempDir
	Path folder;

	private final List<AutoCloseable> parts = new ArrayList<>();
	EmbeddedCloud cloud;
	ProvisioningEngine engine;
	ApiClient api;
	/** Of the administrator. */
	Client one;
	OneFlowClient flow;

	@AfterEach
	void stop() throws Exception {
		for (var part : parts.reversed()) {
			part.close();
		}
	}

	<T extends AutoCloseable> T part(T part) {
		parts.add(part);
		return part;
	}

	static Serving anywhere() {
		return Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY);
	}

	/** A cloud in which everything happens at once, with the users anna and ben, and an engine in front of it. */
	void start(ApiFace face) throws Exception {
		startCloud(UnaryOperator.identity());
		startEngine(face, UnaryOperator.identity());
	}

	void startCloud(UnaryOperator<CloudSettings> settings) throws Exception {
		var plain = CloudSettings.of(folder.resolve("cloud"), "oneadmin", "opennebula").withDelays(Delays.NONE).withHashing(1);
		cloud = part(EmbeddedCloud.start(new EmbeddedCloud.Settings(settings.apply(plain), anywhere(), anywhere(), Duration.ZERO, 0)));
		one = Client.over("oneadmin:opennebula", endpoint(cloud.xmlRpc()));
		flow = new OneFlowClient("oneadmin:opennebula", endpoint(cloud.oneflow()));
		User.allocate(one, "anna", "an:na").intOrThrow();
		User.allocate(one, "ben", "ben").intOrThrow();
	}

	HttpEndpoint endpoint(URI url) {
		return part(part(new HttpClientFactory(HttpAudit.NONE)).open(EndpointSettings.of(url)));
	}

	void startEngine(ApiFace face, UnaryOperator<EngineConfig> change) throws Exception {
		startEngine(face, cloud.xmlRpc(), cloud.oneflow(), change);
	}

	void startEngine(ApiFace face, URI xmlRpc, URI oneflow, UnaryOperator<EngineConfig> change) throws Exception {
		var config = change.apply(EngineConfig.DEFAULT.withCloud(xmlRpc, oneflow, true));
		var http = part(new HttpClientFactory(HttpAudit.NONE));
		engine = part(ProvisioningEngine.start(new ProvisioningEngine.Settings(config, anywhere(), face, http, EngineLogs.open(folder.resolve("log"), config.log()))));
		api = part(new ApiClient(engine.url()));
	}

	static UnaryOperator<EngineConfig> timeout(Duration timeout) {
		return c -> new EngineConfig(c.host(), c.port(), c.oneXmlrpc(), c.oneflow(), c.embedded(), c.mapping(), c.cpu(), c.memory(), c.disk(), c.resizeMode(), timeout,
				c.compatibleAuth(), c.log());
	}

	static String spec(String fields) {
		return "{\"SERVERLESS_RUNTIME\":{" + fields + "}}";
	}

	static String faas(String flavour) {
		return spec("\"FAAS\":{\"FLAVOUR\":\"" + flavour + "\"}");
	}

	Reply created(String authorization, String spec) throws IOException {
		var reply = api.post(RUNTIMES, authorization, spec);
		assertThat(reply.status()).as(reply.text()).isEqualTo(201);
		return reply;
	}

	/** A runtime of anna's that runs. */
	Reply running(String spec) throws Exception {
		return await(created(ANNA, spec).id(), r -> r.runtime().at("/FAAS/STATE").asText().equals("RUNNING"));
	}

	/** Asks as anna until it is so. */
	Reply await(int runtime, Predicate<Reply> condition) throws Exception {
		return await(RUNTIMES + "/" + runtime, ANNA, condition);
	}

	Reply await(String path, String authorization, Predicate<Reply> condition) throws Exception {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (true) {
			var reply = api.get(path, authorization);
			if (condition.test(reply)) {
				return reply;
			}
			assertThat(System.nanoTime()).as("last: %s", reply.text()).isLessThan(deadline);
			Thread.sleep(20);
		}
	}

	static void until(String what, Check check) throws Exception {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!check.holds()) {
			assertThat(System.nanoTime()).as(what).isLessThan(deadline);
			Thread.sleep(20);
		}
	}

	interface Check {
		boolean holds() throws Exception;
	}

	VirtualMachine vm(int id) throws Exception {
		var vm = new VirtualMachine(id, one);
		vm.info().orThrow();
		return vm;
	}

	Document document(int id) throws Exception {
		var document = new Document(id, one);
		document.info().orThrow();
		return document;
	}

	/** Until OneFlow has no service any more. */
	void untilNoService() throws Exception {
		until("no service is left", () -> flow.services().isEmpty());
	}

	boolean isGone(int service) throws Exception {
		return flow.services().stream().noneMatch(s -> s.id() == service);
	}

	/** The documents of all runtimes. */
	int documents() throws Exception {
		var pool = new DocumentPool(one, 1337);
		pool.info().orThrow();
		return pool.getLength();
	}

	static JsonNode json(String text) {
		try {
			return MAPPER.readTree(text);
		} catch (IOException e) {
			throw new AssertionError(e);
		}
	}
}
