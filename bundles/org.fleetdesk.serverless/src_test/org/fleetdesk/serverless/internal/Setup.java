package org.fleetdesk.serverless.internal;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.UntrustedException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.files.Severity;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.opennebula.oneflow.OneFlowClient;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings.HostSpec;
import org.fleetdesk.serverless.engine.internal.cloud.Delays;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs;
import org.fleetdesk.serverless.engine.internal.provision.ApiFace;
import org.fleetdesk.serverless.engine.internal.provision.ProvisioningEngine;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A simulated cloud with a Provisioning Engine in front, sessions with it, and a task runner as far as a handler sees one. */
final class Setup implements AutoCloseable {

	static final String CONNECTION = "lab";
	private static final String PASSWORD = "correct horse";

	/** One task on one target. */
	static final class Run implements StepContext {
		final String id;
		final TaskRequest request;
		final Session session;
		final Map<String, String> kept = new HashMap<>();
		final List<String> log = new CopyOnWriteArrayList<>();
		final List<Snapshot> published = new CopyOnWriteArrayList<>();
		String result = "";

		Run(String id, TaskRequest request, Session session) {
			this.id = id;
			this.request = request;
			this.session = session;
		}

		@Override
		public String runId() {
			return id;
		}

		@Override
		public TaskRequest request() {
			return request;
		}

		@Override
		public <S extends Session> S session(Class<S> type) {
			return type.cast(session);
		}

		@Override
		public void progress(Progress now) {
			// not looked at
		}

		@Override
		public void log(Severity severity, String text) {
			log.add(text);
		}

		@Override
		public void put(String name, String value) {
			kept.put(name, value);
		}

		@Override
		public Optional<String> get(String name) {
			return Optional.ofNullable(kept.get(name));
		}

		@Override
		public void result(String sentence) {
			result = sentence;
		}

		@Override
		public void publish(Snapshot snapshot) {
			published.add(snapshot);
		}

		/** All steps in order. */
		String run(TaskHandler handler) throws Exception {
			for (Step step : steps(handler)) {
				handler.run(step, this);
			}
			return result;
		}

		List<Step> steps(TaskHandler handler) {
			return handler.plan(request, request.targets().getFirst());
		}
	}

	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private final Deque<AutoCloseable> open = new ArrayDeque<>();
	private final Path folder;
	/** A login token: checking a password takes its time, again in each new cloud. */
	private String token;
	EmbeddedCloud cloud;
	ProvisioningEngine engine;
	EngineConfig config = EngineConfig.DEFAULT;

	Setup(Path folder) {
		this.folder = folder;
		open.push(http);
	}

	/** A cloud in which everything happens at once, with hosts of so many CPUs, and an engine in front of it. */
	Setup start(int... cpus) throws Exception {
		return start(ApiFace.parse("new"), cpus);
	}

	Setup start(ApiFace face, int... cpus) throws Exception {
		var hosts = new ArrayList<HostSpec>();
		for (int i = 0; i < cpus.length; i++) {
			hosts.add(new HostSpec("host" + (i + 1), cpus[i], 16_384));
		}
		var settings = CloudSettings.of(folder.resolve("cloud"), "oneadmin", PASSWORD).withDelays(Delays.all(Duration.ofMillis(20))).withHashing(1000);
		cloud = EmbeddedCloud.start(new EmbeddedCloud.Settings(hosts.isEmpty() ? settings : settings.withHosts(hosts), serving(), serving(), Duration.ofMillis(200), 0));
		open.push(cloud);
		var users = cloud.cloud().users();
		token = users.login(users.admin(), "oneadmin", "", 3600, -1);
		config = config.withCloud(cloud.xmlRpc(), cloud.oneflow(), true);
		engine = ProvisioningEngine.start(new ProvisioningEngine.Settings(config, serving(), face, http, EngineLogs.open(folder.resolve("logs"), config.log())));
		open.push(engine);
		return this;
	}

	private static Serving serving() throws Exception {
		return Serving.at(ListenAddress.parse("127.0.0.1:0", 0), Security.LOOPBACK_ONLY);
	}

	ServerlessSession session() {
		return session(engine.url(), Map.of());
	}

	ServerlessSession session(URI url, Map<String, String> options) {
		return session(url, options, token);
	}

	/** @param clock what time it is in the session's eyes */
	ServerlessSession session(URI url, Map<String, String> options, InstantSource clock) {
		return session(url, options, token, clock);
	}

	ServerlessSession session(URI url, Map<String, String> options, String password) {
		return session(url, options, password, InstantSource.system());
	}

	private ServerlessSession session(URI url, Map<String, String> options, String password, InstantSource clock) {
		var connection = new Connection(CONNECTION, Serverless.KIND, CONNECTION, url, Optional.of(password), Map.of(), false).withOptions(options, Map.of());
		var session = (ServerlessSession) new ServerlessEngineKind(http, new Access(), name -> Optional.empty(), clock).open(connection);
		open.push(session);
		return session;
	}

	/** The cloud's OneFlow, past engine and console. */
	OneFlowClient flow() {
		return new OneFlowClient("oneadmin:" + token, http.open(EndpointSettings.of(cloud.oneflow())));
	}

	static ResourceId id(String kind, Object key) {
		return new ResourceId(CONNECTION, kind, key.toString());
	}

	Run run(ServerlessSession session, String verb, ResourceId resource, ObjectNode parameters) {
		return new Run("r1", new TaskRequest(1, verb, "Do it", List.of(new TaskTarget(resource, "it")), parameters), session);
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	/** A description of a runtime. */
	static ObjectNode runtime(String name, String flavour, int cpu) {
		var runtime = object().put("NAME", name);
		runtime.putObject("FAAS").put("FLAVOUR", flavour).put("CPU", cpu).put("MEMORY", 256).put("DISK_SIZE", 2048);
		return runtime;
	}

	/** Makes a runtime as the console does, and waits until it runs. @return its id */
	int create(ServerlessSession session, ObjectNode runtime) throws Exception {
		var run = run(session, Serverless.CREATE, ResourceId.engine(CONNECTION), object().set("runtime", runtime));
		run.run(new CreateHandler());
		return session.runtimes().stream().filter(r -> r.name().equals(runtime.path("NAME").asText())).findFirst().orElseThrow().id();
	}

	static Resource resource(Snapshot snapshot, String kind, Object key) {
		return Optional.ofNullable(snapshot.resources().get(id(kind, key))).orElseThrow(() -> new AssertionError("no " + kind + " " + key + " in " + snapshot.resources().keySet()));
	}

	@Override
	public void close() throws Exception {
		while (!open.isEmpty()) {
			open.pop().close();
		}
	}

	/** The connection's credentials are the administrator's. */
	static final class Access implements EngineAccess {
		@Override
		public EndpointSettings secured(EndpointSettings settings, Connection connection) {
			return connection.credentials().isEmpty() ? settings
					: settings.withCredentials(() -> connection.credentials().map(p -> new HttpCredentials.Basic("oneadmin", p)));
		}

		@Override
		public UntrustedException untrusted(HttpException.Untrusted failure, Connection connection) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ServerCertificate judged(List<X509Certificate> chain, Connection connection) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ServerCertificate certificate(Connection connection) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Reached reach(EngineKind kind, ConnectionDraft draft) {
			throw new UnsupportedOperationException();
		}
	}
}
