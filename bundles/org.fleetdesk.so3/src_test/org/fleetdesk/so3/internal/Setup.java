package org.fleetdesk.so3.internal;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.EngineAccess;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.UntrustedException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.so3.So3;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;

/** Sessions with fake engines, and a task runner as far as a handler sees one. */
final class Setup implements AutoCloseable, Sessions {

	static final class Run implements StepContext {
		final String id;
		final TaskRequest request;
		final Sessions sessions;
		final Map<String, String> kept = new HashMap<>();
		final List<Progress> progress = new CopyOnWriteArrayList<>();
		final List<String> log = new CopyOnWriteArrayList<>();
		final List<Snapshot> published = new CopyOnWriteArrayList<>();
		String result = "";

		Run(String id, TaskRequest request, Sessions sessions) {
			this.id = id;
			this.request = request;
			this.sessions = sessions;
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
		public <S extends Session> S session(Class<S> type) throws EngineException {
			return type.cast(sessions.session(request.targets().getFirst().resource().connection()));
		}

		@Override
		public void progress(Progress now) {
			progress.add(now);
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
		void run(TaskHandler handler) throws Exception {
			for (Step step : handler.plan(request, request.targets().getFirst())) {
				handler.run(step, this);
			}
		}

		Step step(TaskHandler handler, String stepId) {
			return handler.plan(request, request.targets().getFirst()).stream().filter(s -> s.id().equals(stepId)).findFirst().orElseThrow();
		}
	}

	final Secrets secrets = new MemorySecrets();
	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private final So3EngineKind kind = new So3EngineKind(http, new NoSecurity(), secrets, change -> AuditLog.Answer.UNHEARD);
	private final Map<String, Session> sessions = new HashMap<>();
	private final List<AutoCloseable> open = new ArrayList<>();
	final List<Connection> connections = new ArrayList<>();

	/** What opens connections without encryption and credentials. */
	static EngineAccess openly() {
		return new NoSecurity();
	}

	FakeEmiso engine(String name, boolean original) throws Exception {
		var engine = new FakeEmiso(original);
		open.add(engine);
		connect(name, engine.url());
		return engine;
	}

	So3Session connect(String name, URI url) {
		return connect(new Connection(name, So3.KIND, name, url, Optional.empty(), Map.of(), false));
	}

	So3Session connect(Connection connection) {
		String name = connection.id();
		connections.add(connection);
		var session = kind.open(connection);
		sessions.put(name, session);
		return (So3Session) session;
	}

	@Override
	public So3Session session(String connection) {
		return (So3Session) sessions.get(connection);
	}

	@Override
	public void close() throws Exception {
		sessions.values().forEach(Session::close);
		for (var closeable : open) {
			closeable.close();
		}
		http.close();
	}

	private static final class MemorySecrets implements Secrets {
		private final Map<String, String> secrets = new ConcurrentHashMap<>();

		@Override
		public void put(String name, String secret) {
			secrets.put(name, secret);
		}

		@Override
		public Optional<String> get(String name) {
			return Optional.ofNullable(secrets.get(name));
		}

		@Override
		public void remove(String name) {
			secrets.remove(name);
		}

		@Override
		public Set<String> names() {
			return Set.copyOf(secrets.keySet());
		}

		@Override
		public Registration lend(Map<String, String> lent) {
			throw new UnsupportedOperationException();
		}
	}

	/** Connections without encryption and credentials. */
	private static final class NoSecurity implements EngineAccess {
		@Override
		public EndpointSettings secured(EndpointSettings settings, Connection connection) {
			return settings;
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
		public Reached reach(EngineKind engineKind, ConnectionDraft draft) {
			throw new UnsupportedOperationException();
		}
	}
}
