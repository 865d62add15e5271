package org.fleetdesk.core.internal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.fleetdesk.core.Action;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineInfo;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.Secrets;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.State;

/** Stand-ins for what other bundles bring. */
final class Fakes {

	/** As an event: the engine ends its stream. */
	static final String END_OF_STREAM = "end";
	static final State RUNNING = new State(Phase.RUNNING, "running", "living");
	static final State EXITED = new State(Phase.STOPPED, "exited", "booting");

	private Fakes() {
	}

	static Connection connection(String id, String name) {
		return new Connection(id, "fake", name, URI.create("tcp://" + id + ":1"), Optional.empty(), Map.of(), false);
	}

	static Resource container(String connection, String name, State state) {
		return new Resource(new ResourceId(connection, "container", name), name, state, Optional.empty(), Map.of(), Map.of(), Map.of());
	}

	static Snapshot snapshot(String connection, Instant taken, Resource... resources) {
		var map = new LinkedHashMap<ResourceId, Resource>();
		for (Resource r : resources) {
			map.put(r.id(), r);
		}
		return new Snapshot(connection, taken, map, Map.of());
	}

	/** Waits for something that happens on another thread. */
	static void until(String what, BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new AssertionError("did not happen: " + what);
			}
			Thread.sleep(5);
		}
	}

	static final class MemorySecrets implements Secrets {

		final Map<String, String> values = new ConcurrentHashMap<>();

		private final Map<String, String> lent = new ConcurrentHashMap<>();
		/** Cannot be stored. */
		volatile String full = "";

		@Override
		public void put(String name, String secret) throws IOException {
			if (name.equals(full)) {
				throw new IOException("no space left");
			}
			values.put(name, secret);
		}

		@Override
		public Optional<String> get(String name) {
			return Optional.ofNullable(lent.getOrDefault(name, values.get(name)));
		}

		@Override
		public void remove(String name) {
			values.remove(name);
		}

		@Override
		public Set<String> names() {
			return Set.copyOf(values.keySet());
		}

		@Override
		public Registration lend(Map<String, String> secrets) {
			lent.putAll(secrets);
			return () -> lent.keySet().removeAll(secrets.keySet());
		}
	}

	/** The domain's own interface, as a session of a real domain has one. */
	interface FakeSession extends Session {

		String greet() throws InterruptedException;

		String motto();
	}

	/** An engine kind whose engines answer as a test says, by connection id. */
	static final class FakeKind implements EngineKind {

		volatile List<ConnectionOption> options = List.of();
		final Map<String, Engine> engines = new ConcurrentHashMap<>();

		Engine engine(String connection) {
			return engines.computeIfAbsent(connection, Engine::new);
		}

		@Override
		public String id() {
			return "fake";
		}

		@Override
		public String label() {
			return "Fake";
		}

		@Override
		public List<ResourceKind> resourceKinds() {
			return List.of(new ResourceKind("container", "container", "containers", List.of(new Action("fake.stop", "Stop", false))));
		}

		@Override
		public Optional<String> refusal(URI url) {
			return "tcp".equals(url.getScheme()) ? Optional.empty() : Optional.of("A fake engine needs a tcp:// URL");
		}

		@Override
		public List<ConnectionOption> connectionOptions() {
			return options;
		}

		@Override
		public String exampleUrl() {
			return "tcp://fake:1";
		}

		@Override
		public Session open(Connection connection) {
			return engine(connection.id()).open(connection);
		}
	}

	static final class Engine {

		final String id;
		final List<FakeSessionOf> sessions = new ArrayList<>();
		final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
		final AtomicInteger watches = new AtomicInteger();
		final AtomicInteger refreshes = new AtomicInteger();
		final AtomicInteger renewals = new AtomicInteger();
		/** While closed, a refresh waits like on a host that accepts and never answers. */
		volatile CountDownLatch silence = new CountDownLatch(0);
		/** When something of the answer came last. */
		volatile Supplier<OptionalLong> heard = OptionalLong::empty;
		volatile EngineException failure;
		volatile boolean hasEvents;
		volatile Optional<ServerCertificate> certificate = Optional.empty();
		volatile List<Resource> resources = List.of();

		Engine(String id) {
			this.id = id;
		}

		synchronized Session open(Connection connection) {
			var session = new FakeSessionOf(this, connection);
			sessions.add(session);
			return session;
		}
	}

	static final class FakeSessionOf implements FakeSession {

		private final Engine engine;
		private final Connection connection;
		volatile boolean closed;

		FakeSessionOf(Engine engine, Connection connection) {
			this.engine = engine;
			this.connection = connection;
		}

		@Override
		public Connection connection() {
			return connection;
		}

		@Override
		public EngineInfo probe() {
			return new EngineInfo("Fake", "1", engine.id, Map.of());
		}

		@Override
		public Snapshot refresh() throws EngineException, InterruptedException {
			var silence = engine.silence;
			var failure = engine.failure; // before the resources: who sees that it is over sees what was set with that
			var found = engine.resources;
			engine.refreshes.incrementAndGet(); // from now on it answers with what was so
			silence.await();
			if (failure != null) {
				throw failure;
			}
			return snapshot(engine.id, Instant.now(), found.toArray(Resource[]::new));
		}

		@Override
		public OptionalLong heard() {
			return engine.heard.get();
		}

		@Override
		public void renew() {
			engine.renewals.incrementAndGet();
		}

		@Override
		public Optional<ServerCertificate> certificate() {
			return engine.certificate;
		}

		@Override
		public void watch(Runnable changed) throws EngineException, InterruptedException {
			if (!engine.hasEvents) {
				throw new EngineException(EngineException.Kind.UNSUPPORTED, "no events");
			}
			engine.watches.incrementAndGet();
			while (!END_OF_STREAM.equals(engine.events.take())) {
				changed.run();
			}
		}

		@Override
		public String greet() {
			return "Good day";
		}

		@Override
		public String motto() {
			return "Never frozen";
		}

		@Override
		public void close() {
			closed = true;
		}
	}
}
