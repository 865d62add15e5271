package org.fleetdesk.gateways.internal;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.UntrustedException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.model.SamplePackages;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A device cloud, a session with it, and a task runner as far as a handler sees one. */
final class Setup implements AutoCloseable {

	static final String CONNECTION = "lab";

	/** One task on one target. */
	static final class Run implements StepContext {
		final String id;
		final TaskRequest request;
		final Session session;
		final Map<String, String> kept = new ConcurrentHashMap<>();
		final List<String> log = new CopyOnWriteArrayList<>();
		final List<Progress> progress = new CopyOnWriteArrayList<>();
		final List<Snapshot> published = new CopyOnWriteArrayList<>();
		volatile String result = "";
		/** Whether it waits without a turn, and whether that may still be stopped. */
		volatile boolean waits;
		volatile boolean stoppable;
		/** Whether it was, when something was logged. */
		final Map<String, Boolean> stoppableAt = new ConcurrentHashMap<>();

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
			progress.add(now);
		}

		@Override
		public void log(Severity severity, String text) {
			log.add(text);
			stoppableAt.put(text, stoppable);
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
		public void waiting(Work work) throws EngineException, InterruptedException {
			boolean outer = !waits;
			stoppable |= outer;
			waits = true;
			try {
				work.run();
			} finally {
				waits = !outer;
				stoppable &= !outer;
			}
		}

		@Override
		public void underWay() {
			stoppable = false;
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

		/** The same, while the test goes on. */
		CompletableFuture<String> begin(TaskHandler handler) {
			var end = new CompletableFuture<String>();
			Thread.ofVirtual().start(() -> {
				try {
					end.complete(run(handler));
				} catch (Exception e) {
					end.completeExceptionally(e);
				}
			});
			return end;
		}

		List<Step> steps(TaskHandler handler) {
			return handler.plan(request, request.targets().getFirst());
		}

		TaskHandler.Done done() {
			return new TaskHandler.Done(request.targets().getFirst(), kept);
		}
	}

	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private final Deque<AutoCloseable> open = new ArrayDeque<>();
	final FakeCloud cloud;

	Setup() throws Exception {
		open.push(http);
		cloud = new FakeCloud();
		open.push(cloud);
	}

	GatewaysSession session() {
		return session(cloud.url(), InstantSource.system());
	}

	GatewaysSession session(URI url, InstantSource clock) {
		var connection = new Connection(CONNECTION, Gateways.KIND, CONNECTION, url, Optional.of("secret"), Map.of(), false);
		var session = (GatewaysSession) new GatewaysEngineKind(http, new Access(), clock).open(connection);
		open.push(session);
		return session;
	}

	/** It activates when it is read, and checks in at the third time; returns what was its last check-in each time. */
	List<String> checksInAtTheThirdReading(ObjectNode gateway) {
		var seen = new CopyOnWriteArrayList<String>();
		cloud.read = key -> {
			seen.add(gateway.path("lastSeen").asText());
			gateway.put("state", "activated");
			if (seen.size() == 3) {
				gateway.put("lastSeen", Instant.now().toString());
			}
		};
		return seen;
	}

	static ResourceId id(String kind, String key) {
		return new ResourceId(CONNECTION, kind, key);
	}

	static TaskTarget target(ResourceId id) {
		return new TaskTarget(id, id.key().substring(id.key().lastIndexOf('/') + 1));
	}

	static Run run(String run, GatewaysSession session, String verb, ResourceId resource, ObjectNode parameters) {
		return new Run(run, new TaskRequest(1, verb, "Do it", List.of(target(resource)), parameters), session);
	}

	static Run run(GatewaysSession session, String verb, ResourceId resource, ObjectNode parameters) {
		return run("r1", session, verb, resource, parameters);
	}

	static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

	/** The sample application of version 1. */
	static Path tickApp(Path folder) throws Exception {
		return SamplePackages.writeTo(folder).stream().filter(p -> p.getFileName().toString().equals("tick_app.v1.tar.gz")).findFirst().orElseThrow();
	}

	static Resource resource(Snapshot snapshot, String kind, String key) {
		return Optional.ofNullable(snapshot.resources().get(id(kind, key))).orElseThrow(() -> new AssertionError("no " + kind + " " + key + " in " + snapshot.resources().keySet()));
	}

	@Override
	public void close() throws Exception {
		while (!open.isEmpty()) {
			open.pop().close();
		}
	}

	/** The connection's credentials are the vendor's token. */
	static final class Access implements EngineAccess {
		@Override
		public EndpointSettings secured(EndpointSettings settings, Connection connection) {
			return settings.withCredentials(() -> connection.credentials().map(HttpCredentials.Bearer::new));
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
