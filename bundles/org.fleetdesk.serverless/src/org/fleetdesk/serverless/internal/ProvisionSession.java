package org.fleetdesk.serverless.internal;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.EngineInfo;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.opennebula.Client;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.document.Document;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.opennebula.vm.VirtualMachine;
import org.fleetdesk.serverless.CloudFacts;
import org.fleetdesk.serverless.CloudInfo;
import org.fleetdesk.serverless.EndpointAnswer;
import org.fleetdesk.serverless.EngineLines;
import org.fleetdesk.serverless.HostInfo;
import org.fleetdesk.serverless.Repair;
import org.fleetdesk.serverless.RuntimeCheck;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.RuntimeProblem;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.ServiceInfo;
import org.fleetdesk.serverless.VmInfo;
import org.fleetdesk.serverless.VmRecovery;
import org.fleetdesk.serverless.VmSample;
import org.fleetdesk.serverless.internal.Problems.Problem;
import org.fleetdesk.serverless.model.RuntimeSchema;

import org.w3c.dom.Element;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A session with a Provisioning Engine, its OpenNebula and its OneFlow. */
final class ProvisionSession implements ServerlessSession {

	private static final Duration ENDPOINT_DEADLINE = Duration.ofSeconds(5);
	private static final int MAX_ANSWER = 64 << 10;

	private final Connection connection;
	private final HttpClientFactory http;
	private final EngineAccess access;
	private final Optional<VmLogFolder> logs;
	private final InstantSource clock;
	private final EngineApi engine;
	private final CloudAccess<Client> nebula;
	private final CloudAccess<OneFlowClient> flow;
	private final CloudFetch fetch;
	private final CloudReading reading;
	private volatile RuntimeCheck check;
	private volatile JsonNode schema;
	private volatile boolean tellsSchema;
	private volatile Shown shown;

	/**
	 * @param settings of the engine, see {@link EngineApi#settings}
	 * @param logs     of virtual machines, looked at when the connection is tested
	 */
	ProvisionSession(Connection connection, HttpClientFactory http, EndpointSettings settings, EngineAccess access, Optional<VmLogFolder> logs, InstantSource clock) {
		this.connection = connection;
		this.http = http;
		this.access = access;
		this.logs = logs;
		this.clock = clock;
		var failures = new Failures(access, connection);
		engine = new EngineApi(http.open(settings), failures);
		nebula = CloudAccess.openNebula(engine, http, failures, clock);
		flow = CloudAccess.oneFlow(engine, http, failures, clock);
		fetch = new CloudFetch(nebula, flow);
		reading = new CloudReading(engine, nebula, flow, fetch);
	}

	@Override
	public Connection connection() {
		return connection;
	}

	@Override
	public EngineInfo probe() throws EngineException, InterruptedException {
		reading.forget();
		engine.authenticate();
		var state = reading.all();
		var facts = new LinkedHashMap<>(Snapshots.of(connection.id(), state, clock.instant()).facts());
		facts.remove(CloudFacts.ENGINE);
		if (logs.isPresent() && !connection.local()) { // a local cloud makes the folder with its first virtual machine
			logs.get().check();
		}
		return new EngineInfo("Provisioning Engine", state.info().version(), connection.url().getHost(), facts);
	}

	@Override
	public Snapshot refresh() throws EngineException, InterruptedException {
		return Snapshots.of(connection.id(), reading.all(), clock.instant());
	}

	@Override
	public void watch(Runnable changed) throws EngineException {
		throw new EngineException(Kind.UNSUPPORTED, "Neither the engine nor OpenNebula's interface tells of changes");
	}

	@Override
	public CloudInfo cloud() throws EngineException, InterruptedException {
		return reading.info();
	}

	@Override
	public JsonNode schema() throws EngineException, InterruptedException {
		var known = schema;
		if (known == null) {
			var own = engine.schema();
			tellsSchema = own.isPresent();
			known = own.orElseGet(RuntimeSchema::json);
			schema = known;
		}
		return known.deepCopy();
	}

	@Override
	public boolean tellsSchema() {
		return tellsSchema;
	}

	@Override
	public List<RuntimeProblem> check(JsonNode runtime) throws EngineException, InterruptedException {
		var known = check;
		if (known == null) {
			try {
				known = new RuntimeCheck(schema());
			} catch (IllegalArgumentException e) {
				throw new EngineException(Kind.PROTOCOL, e.getMessage(), e);
			}
			check = known;
		}
		return known.problems(runtime);
	}

	@Override
	public List<String> flavours() throws EngineException, InterruptedException {
		reading.configuration();
		return flow.problem().isEmpty() ? fetch.templates() : List.of();
	}

	@Override
	public List<RuntimeInfo> runtimes() throws EngineException, InterruptedException {
		return new Joined(reading.all()).runtimes();
	}

	@Override
	public Optional<RuntimeInfo> runtime(int id) throws EngineException, InterruptedException {
		return reading.of(id).map(state -> new Joined(state).runtimes().getFirst());
	}

	@Override
	public int create(ObjectNode runtime) throws EngineException, InterruptedException {
		int id = engine.create(runtime).id().orElseThrow();
		reading.made(id);
		return id;
	}

	@Override
	public void update(int id, ObjectNode runtime) throws EngineException, InterruptedException {
		engine.update(id, runtime);
	}

	@Override
	public void rename(int id, String name) throws EngineException, InterruptedException {
		reading.configuration();
		if (nebula.problem().isEmpty()) {
			nebula.call(c -> new Document(id, c).rename(name).orThrow());
			return;
		}
		var runtime = engine.get(id).orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "There is no runtime " + id));
		engine.update(id, Requests.whole(runtime).put("NAME", name));
	}

	@Override
	public void delete(int id) throws EngineException, InterruptedException {
		engine.delete(id);
	}

	@Override
	public void deleteDocument(int id) throws EngineException, InterruptedException {
		reading.configuration();
		if (fetch.document(id).isPresent()) {
			nebula.call(c -> new Document(id, c).delete().orThrow());
		}
	}

	@Override
	public EngineLines engineLog(int runtime, String after, Instant since) throws EngineException, InterruptedException {
		return engine.log(runtime, after, since);
	}

	@Override
	public Optional<ServiceInfo> service(int id) throws EngineException, InterruptedException {
		reading.configuration();
		return fetch.service(id);
	}

	@Override
	public void recoverService(int id, boolean delete) throws EngineException, InterruptedException {
		flow(c -> c.recover(id, delete));
	}

	@Override
	public void deleteService(int id) throws EngineException, InterruptedException {
		flow(c -> c.delete(id));
	}

	@Override
	public void scale(int service, String role, int cardinality, boolean force) throws EngineException, InterruptedException {
		flow(c -> c.scale(service, role, cardinality, force));
	}

	private interface FlowAct {
		void act(OneFlowClient client) throws OneException, InterruptedException;
	}

	private void flow(FlowAct act) throws EngineException, InterruptedException {
		reading.configuration();
		flow.call(c -> {
			act.act(c);
			return "";
		});
	}

	@Override
	public List<VmInfo> vms() throws EngineException, InterruptedException {
		reading.configuration();
		return fetch.vms();
	}

	@Override
	public Optional<VmInfo> vm(int id) throws EngineException, InterruptedException {
		reading.configuration();
		return fetch.vm(id);
	}

	@Override
	public void act(int vm, String action) throws EngineException, InterruptedException {
		reading.configuration();
		nebula.call(c -> new VirtualMachine(vm, c).action(action).orThrow());
	}

	@Override
	public void recover(int vm, VmRecovery how) throws EngineException, InterruptedException {
		reading.configuration();
		nebula.call(c -> new VirtualMachine(vm, c).recover(how.number()).orThrow());
	}

	@Override
	public List<VmSample> monitoring(int vm) throws EngineException, InterruptedException {
		reading.configuration();
		return fetch.monitoring(vm);
	}

	@Override
	public Optional<Repair> repair(ResourceId id) throws EngineException, InterruptedException {
		return new Problems(new Joined(reading.all()), clock.instant()).of(id).flatMap(Problem::repair);
	}

	@Override
	public List<HostInfo> hosts() throws EngineException, InterruptedException {
		reading.configuration();
		return fetch.hosts();
	}

	@Override
	public EndpointAnswer answer(String endpoint) throws EngineException, InterruptedException {
		URI url = Snapshots.endpoint(endpoint).orElseThrow(() -> new EngineException(Kind.REFUSED, endpoint.isBlank() ? "The runtime has no endpoint" : "\"" + endpoint + "\" is no address"));
		long began = System.nanoTime();
		// it is no part of the connection: no credentials, no pinned certificate
		try (var client = http.open(EndpointSettings.of(url).withConnect(ENDPOINT_DEADLINE).withDeadline(ENDPOINT_DEADLINE).withMaxBody(MAX_ANSWER))) {
			var answer = client.send(HttpCall.get("/"));
			return new EndpointAnswer(url, answer.status(), since(began), beginning(answer.text()));
		} catch (HttpException.Refused e) {
			return new EndpointAnswer(url, e.status(), since(began), beginning(e.answer().text()));
		} catch (HttpException.Cancelled e) {
			if (Thread.interrupted()) {
				throw new InterruptedException(e.getMessage());
			}
			return new EndpointAnswer(url, 0, since(began), e.getMessage());
		} catch (HttpException e) {
			return new EndpointAnswer(url, 0, since(began), e.getMessage());
		}
	}

	private static Duration since(long began) {
		return Duration.ofNanos(System.nanoTime() - began);
	}

	private static String beginning(String text) {
		String line = text.strip().lines().findFirst().orElse("");
		return line.length() > 200 ? line.substring(0, 200) + "…" : line;
	}

	@Override
	public String inspect(ResourceId id) throws EngineException, InterruptedException {
		reading.configuration();
		return switch (id.kind()) {
		case Serverless.RUNTIME -> {
			var runtime = engine.get(number(id.key())).orElseThrow(() -> gone("runtime", id.key()));
			yield Description.of(runtime.toJson());
		}
		case Serverless.SERVICE, Serverless.ROLE -> {
			int service = number(id.key().split("/", 2)[0]);
			yield Description.of(flow.call(c -> c.service(service)).document());
		}
		case Serverless.VM -> {
			int vm = number(id.key());
			Element xml = nebula.call(c -> {
				var one = new VirtualMachine(vm, c);
				one.info().orThrow();
				return one.xml();
			});
			yield Description.of(xml);
		}
		default -> throw new EngineException(Kind.UNSUPPORTED, "There is no description of a " + id.kind().toLowerCase(Locale.ROOT));
		};
	}

	private static EngineException gone(String what, String key) {
		return new EngineException(Kind.NOT_FOUND, "There is no %s %s any more".formatted(what, key));
	}

	private static int number(String key) throws EngineException {
		try {
			return Integer.parseInt(key);
		} catch (NumberFormatException e) {
			throw gone("resource", key);
		}
	}

	@Override
	public Optional<ServerCertificate> certificate() {
		var chain = engine.http().certificates();
		if (chain.isEmpty()) {
			return Optional.empty();
		}
		var known = shown;
		if (known == null || !known.chain().equals(chain)) {
			known = new Shown(List.copyOf(chain), access.judged(chain, connection));
			shown = known;
		}
		return Optional.of(known.certificate());
	}

	/** Judging a certificate takes a while. */
	private record Shown(List<X509Certificate> chain, ServerCertificate certificate) {
	}

	@Override
	public OptionalLong heard() {
		return OptionalLong.of(CloudFetch.latest(LongStream.of(engine.http().heard(), fetch.heard())));
	}

	@Override
	public void renew() {
		engine.http().renew();
		nebula.renew();
		flow.renew();
	}

	@Override
	public void close() {
		nebula.close();
		flow.close();
		engine.close();
	}
}
