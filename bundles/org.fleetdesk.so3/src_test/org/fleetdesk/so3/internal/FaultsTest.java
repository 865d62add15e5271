package org.fleetdesk.so3.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.faults.Direction.DOWNSTREAM;
import static org.fleetdesk.faults.Direction.UPSTREAM;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.engine.Engine;
import org.fleetdesk.engine.EngineContext;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session;
import org.fleetdesk.so3.So3Session.Verb;
import org.fleetdesk.so3.engine.EmisoEngineFactory;
import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault on each call of a session, through the whole client to our engine: the right result, or a failure of the right kind that names the server,
 * in the call's time; afterwards nothing is held open, and the next call on a way that is good again succeeds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class FaultsTest {

	/** Long enough for whatever comes through in the end. */
	private static final Duration PATIENT = Duration.ofSeconds(60);
	/** Short, because whatever comes through now never will. */
	private static final Duration HASTY = Duration.ofSeconds(2);
	/** What a busy machine may add; a call that hangs takes forever. */
	private static final Duration MARGIN = Duration.ofSeconds(60);
	private static final Set<Kind> BROKEN = EnumSet.of(Kind.UNREACHABLE);
	private static final Set<Kind> SILENT = EnumSet.of(Kind.TIMED_OUT);

	private interface Break {
		void on(FaultProxy proxy) throws Exception;
	}

	/** @param expected kinds of failure; none: the result is right */
	private record Fault(String name, Break begins, Set<Kind> expected) {
		Duration limit() {
			return expected.contains(Kind.TIMED_OUT) ? HASTY : PATIENT;
		}

		@Override
		public String toString() {
			return name;
		}
	}

	static Stream<Fault> faults() {
		var slow = new Toxic.Latency(Duration.ofMillis(50), Duration.ofMillis(30));
		return Stream.of(
				new Fault("latency", p -> {
					p.add(UPSTREAM, slow);
					p.add(DOWNSTREAM, slow);
				}, Set.of()),
				new Fault("bandwidth", p -> {
					p.add(UPSTREAM, new Toxic.Bandwidth(500));
					p.add(DOWNSTREAM, new Toxic.Bandwidth(50));
				}, Set.of()),
				new Fault("slicer", p -> {
					p.add(UPSTREAM, new Toxic.Slicer(700, 300, Duration.ZERO));
					p.add(DOWNSTREAM, new Toxic.Slicer(20, 19, Duration.ofNanos(100_000)));
				}, Set.of()),
				new Fault("slow close", p -> {
					p.add(UPSTREAM, new Toxic.SlowClose(Duration.ofMillis(300)));
					p.add(DOWNSTREAM, new Toxic.SlowClose(Duration.ofMillis(300)));
				}, Set.of()),
				new Fault("down", FaultProxy::down, BROKEN),
				new Fault("reset at once", p -> p.add(UPSTREAM, new Toxic.ResetPeer(Duration.ZERO)), BROKEN),
				new Fault("reset instead of the answer", p -> p.add(DOWNSTREAM, new Toxic.ResetPeer(Duration.ofMillis(200))), BROKEN),
				new Fault("nothing of the answer", p -> p.add(DOWNSTREAM, new Toxic.LimitData(0)), BROKEN),
				new Fault("the answer ends in its first line", p -> p.add(DOWNSTREAM, new Toxic.LimitData(9)), BROKEN),
				new Fault("the answer ends in its header", p -> p.add(DOWNSTREAM, new Toxic.LimitData(40)), BROKEN),
				new Fault("the request ends in its header", p -> p.add(UPSTREAM, new Toxic.LimitData(30)), BROKEN),
				new Fault("silence that ends in a close", p -> p.add(DOWNSTREAM, new Toxic.Timeout(Duration.ofMillis(300))), BROKEN),
				new Fault("the answer is lost", p -> p.add(DOWNSTREAM, new Toxic.Timeout(Duration.ZERO)), SILENT),
				new Fault("the request is lost", p -> p.add(UPSTREAM, new Toxic.Timeout(Duration.ZERO)), SILENT),
				new Fault("black hole", FaultProxy::blackHole, SILENT));
	}

	private interface Action {
		void run(So3Session session, So3Container container) throws Exception;
	}

	/**
	 * @param before brings a new container to where the call needs it; null: it needs none
	 */
	private record Call(String name, Action before, Action action) {
	}

	private Path folder;
	private Path images;
	private Engine engine;
	private FaultyWay good;
	private Path image;
	private final AtomicInteger names = new AtomicInteger();

	@BeforeAll
	void start(@TempDir Path temporary) throws Exception {
		folder = temporary;
		var factory = new EmisoEngineFactory("test");
		var options = new HashMap<String, String>();
		factory.options().stream().filter(o -> o.defaultValue() != null).forEach(o -> options.put(o.name(), o.defaultValue()));
		options.putAll(Map.of("--runtime", "simulated", "--guests-on-stop", "end", "--name", "lab", "--slots", "2-99", "--settle", "1"));
		images = Files.createDirectories(folder.resolve("data/images"));
		putImages();
		image = folder.resolve("new.itb");
		Samples.write("ticker", image);
		engine = factory.start(new EngineContext(folder.resolve("data"), new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, options));
		good = new FaultyWay(engine.url(), PATIENT);
	}

	private void putImages() throws IOException {
		Samples.write("ticker", images.resolve("a.itb"));
		Samples.write("ticker-v2", images.resolve("b.itb"));
	}

	@AfterAll
	void stop() {
		good.close();
		engine.close();
	}

	/** Some calls that broke off go on in the engine for a while. */
	@AfterEach
	void tidy() throws Exception {
		await(() -> {
			try {
				for (var container : good.session.containers()) {
					good.session.remove(container, true);
				}
				return good.session.containers().isEmpty();
			} catch (EngineException e) {
				return false; // it is gone meanwhile, or busy
			} catch (InterruptedException e) {
				throw new IllegalStateException(e);
			}
		});
		putImages();
	}

	private List<Call> calls() {
		Action nothing = (s, c) -> {
		};
		Action running = (s, c) -> s.act(Verb.START, c);
		Action stopped = (s, c) -> {
			s.act(Verb.START, c);
			s.checkpoint(c, "kept", false);
			s.act(Verb.STOP, c);
		};
		return List.of(
				new Call("probe", null, (s, c) -> s.probe()),
				new Call("host", null, (s, c) -> s.host()),
				new Call("refresh", null, (s, c) -> s.refresh()),
				new Call("containers", null, (s, c) -> s.containers()),
				new Call("container", nothing, (s, c) -> assertThat(s.container(c.key())).isPresent()),
				new Call("images", null, (s, c) -> assertThat(s.images()).hasSizeGreaterThanOrEqualTo(2)),
				new Call("has", null, (s, c) -> assertThat(s.has("a", "sha256:none", 1)).isFalse()),
				new Call("inspect image", null, (s, c) -> assertThat(s.inspectImage("a")).contains("{")),
				new Call("image history", null, (s, c) -> s.imageHistory("a")),
				new Call("inspect", nothing, (s, c) -> assertThat(s.inspect(c)).contains(c.name())),
				new Call("create", null, (s, c) -> s.create("made-" + names.incrementAndGet(), "a", Map.of("x", "y"))),
				new Call("start", nothing, (s, c) -> s.act(Verb.START, c)),
				new Call("stop", running, (s, c) -> s.act(Verb.STOP, c)),
				new Call("restart", running, (s, c) -> s.act(Verb.RESTART, c)),
				new Call("pause", running, (s, c) -> s.act(Verb.PAUSE, c)),
				new Call("unpause", (s, c) -> {
					s.act(Verb.START, c);
					s.act(Verb.PAUSE, c);
				}, (s, c) -> s.act(Verb.UNPAUSE, c)),
				new Call("kill", running, (s, c) -> s.act(Verb.KILL, c)),
				new Call("remove", nothing, (s, c) -> s.remove(c, true)),
				new Call("rename", nothing, (s, c) -> s.rename(c, "renamed-" + names.incrementAndGet())),
				new Call("label", nothing, (s, c) -> s.label(c, Map.of("site", "roof"))),
				new Call("update", nothing, (s, c) -> s.update(c, "b")),
				new Call("checkpoints", nothing, (s, c) -> assertThat(s.checkpoints(c)).isEmpty()),
				new Call("checkpoint", running, (s, c) -> s.checkpoint(c, "noon", false)),
				new Call("remove checkpoint", stopped, (s, c) -> s.removeCheckpoint(c, "kept")),
				new Call("restore", stopped, (s, c) -> s.restore(c, "kept")),
				new Call("load", null, (s, c) -> assertThat(s.load(image, "loaded-" + names.incrementAndGet(), n -> {
				})).isNotEmpty()),
				new Call("tag", null, (s, c) -> s.tag("a", "tagged-" + names.incrementAndGet())),
				new Call("remove image", null, (s, c) -> s.removeImage("b-tagged")),
				new Call("top", running, (s, c) -> s.top(c)),
				new Call("usage", running, (s, c) -> s.usage(c, u -> {
				})),
				new Call("log", running, (s, c) -> s.logs(c, 0, OptionalInt.of(10), false, (e, b, o, l) -> {
				})),
				new Call("log, followed", running, (s, c) -> untilFirst(first -> s.logs(c, 0, OptionalInt.empty(), true, (e, b, o, l) -> first.countDown()))),
				new Call("events", null, (s, c) -> untilFirst(first -> s.watch(first::countDown))));
	}

	private static final List<Call> ALONE = List.of(new Call("prune containers", null, (s, c) -> s.pruneContainers()), new Call("prune images", null, (s, c) -> s.pruneImages()));

	private interface Following {
		void run(CountDownLatch first) throws Exception;
	}

	/** Reads a stream that does not end until something has come, and then gives it up. */
	private static void untilFirst(Following stream) throws Exception {
		var first = new CountDownLatch(1);
		var task = new FutureTask<Void>(() -> {
			stream.run(first);
			return null;
		});
		var thread = Thread.ofVirtual().start(task);
		while (!first.await(5, TimeUnit.MILLISECONDS) && !task.isDone()) {
			// it is silent
		}
		thread.interrupt();
		try {
			task.get(MARGIN.toMillis(), TimeUnit.MILLISECONDS);
		} catch (ExecutionException e) {
			if (!(e.getCause() instanceof InterruptedException)) {
				throw (Exception) e.getCause();
			}
		}
	}

	@ParameterizedTest
	@MethodSource("faults")
	void eachCallEndsAsItShould(Fault fault) throws Exception {
		var cells = new ArrayList<FutureTask<String>>();
		var threads = new Semaphore(8);
		for (Call call : calls()) {
			var cell = new FutureTask<>(() -> {
				threads.acquire();
				try {
					return problem(fault, call);
				} finally {
					threads.release();
				}
			});
			cells.add(cell);
			Thread.ofVirtual().start(cell);
		}
		var problems = new ArrayList<String>();
		for (var cell : cells) {
			problems.add(cell.get());
		}
		for (var call : ALONE) { // they would take away what other calls are tried on
			problems.add(problem(fault, call));
		}
		problems.removeIf(String::isEmpty);
		assertThat(problems).isEmpty();
	}

	static Stream<Fault> late() {
		return faults().filter(f -> !f.expected().isEmpty() && !f.name().contains("request")); // that is over
	}

	/** What goes wrong when a stream or an upload is under way already. */
	@ParameterizedTest
	@MethodSource("late")
	void whatIsUnderWayEndsAsItShould(Fault fault) throws Exception {
		String id = good.session.create("c-" + names.incrementAndGet(), "a", Map.of());
		var container = good.session.containers().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
		good.session.act(Verb.START, container);
		Path big = folder.resolve("big.itb");
		if (!Files.exists(big)) {
			// its header is an image's, so that the engine takes it as it comes
			Files.write(big, ByteBuffer.allocate(8 << 20).putInt(0, 0xd00dfeed).putInt(4, 8 << 20).array());
		}
		var streams = Map.<String, UnderWay>of(
				"log", (s, begun) -> s.logs(container, 0, OptionalInt.empty(), true, (e, b, o, l) -> begun.countDown()),
				"events", (s, begun) -> s.watch(begun::countDown),
				"upload", (s, begun) -> s.load(big, "big", n -> begun.countDown()));
		for (var stream : streams.entrySet()) {
			try (var way = new FaultyWay(engine.url(), fault.limit())) {
				await(() -> works(way.session));
				if (stream.getKey().equals("upload")) {
					way.proxy.add(UPSTREAM, new Toxic.Bandwidth(2000)); // so that there is a middle
				}
				var begun = new CountDownLatch(1);
				var task = new FutureTask<Void>(() -> {
					stream.getValue().run(way.session, begun);
					return null;
				});
				Thread.ofVirtual().start(task);
				assertThat(begun.await(MARGIN.toMillis(), TimeUnit.MILLISECONDS)).as(stream.getKey() + " begins").isTrue();
				fault.begins().on(way.proxy);
				if (!stream.getKey().equals("upload")) {
					good.session.label(container, Map.of("n", "" + names.incrementAndGet())); // a word that gets lost
				}
				assertThat(task).as(stream.getKey()).failsWithin(fault.limit().plus(MARGIN)).withThrowableOfType(ExecutionException.class).havingCause()
						.isInstanceOfSatisfying(EngineException.class, e -> {
							assertThat(e.getMessage()).as(stream.getKey()).contains(way.name());
							assertThat(fault.expected()).as(stream.getKey() + ": " + e.getMessage()).contains(e.kind());
						});
				way.proxy.heal();
				await(() -> works(way.session));
				assertThat(works(way.session)).as("the way works again").isTrue();
				way.session.close();
				await(() -> way.proxy.connections() == 0);
				assertThat(way.proxy.connections()).as(stream.getKey() + " leaves nothing open").isZero();
			}
		}
		assertThat(good.session.images()).noneMatch(i -> i.names().contains("big"));
	}

	private interface UnderWay {
		void run(So3Session session, CountDownLatch begun) throws Exception;
	}

	/** Tries one call under one fault. @return what is wrong, or an empty text */
	private String problem(Fault fault, Call call) throws Exception {
		So3Container container = null;
		if (call.before() != null) {
			String id = good.session.create("c-" + names.incrementAndGet(), "a", Map.of());
			container = good.session.containers().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
			call.before().run(good.session, container);
		}
		String cell = call.name() + " with " + fault + ": ";
		try (var way = new FaultyWay(engine.url(), fault.limit())) {
			await(() -> works(way.session)); // so that it is the call that meets the fault
			fault.begins().on(way.proxy);
			long began = System.nanoTime();
			Exception failure = failure(call, way.session, container);
			var took = Duration.ofNanos(System.nanoTime() - began);
			var wrong = new ArrayList<String>();
			if (took.compareTo(fault.limit().plus(MARGIN)) > 0) {
				wrong.add("took " + took);
			}
			judge(fault, way, call, failure).ifPresent(wrong::add);
			way.proxy.heal();
			for (int i = 0; i < 3; i++) { // more than there are connections: none is lost
				await(() -> works(way.session));
			}
			if (!works(way.session)) {
				wrong.add("the next call failed");
			}
			way.session.close();
			await(() -> way.proxy.connections() == 0);
			if (way.proxy.connections() > 0) {
				wrong.add("a connection stays open");
			}
			return wrong.isEmpty() ? "" : cell + wrong;
		}
	}

	private static Exception failure(Call call, So3Session session, So3Container container) throws Exception {
		var task = new FutureTask<Void>(() -> {
			call.action().run(session, container);
			return null;
		});
		Thread.ofVirtual().start(task);
		try {
			task.get(PATIENT.plus(MARGIN).toMillis(), TimeUnit.MILLISECONDS);
			return null;
		} catch (TimeoutException e) {
			return e;
		} catch (ExecutionException e) {
			return e.getCause() instanceof Exception cause ? cause : e;
		}
	}

	private static Optional<String> judge(Fault fault, FaultyWay way, Call call, Exception failure) {
		// what a simulated container cannot do, and what is not there
		boolean refused = Set.of("top", "usage", "remove image").contains(call.name());
		if (fault.expected().isEmpty()) {
			boolean right = failure == null || refused && failure instanceof EngineException e && Set.of(Kind.UNSUPPORTED, Kind.NOT_FOUND, Kind.CONFLICT, Kind.REFUSED, Kind.FAILED).contains(e.kind());
			return right ? Optional.empty() : Optional.of("failed: " + failure);
		}
		if (call.name().equals("host")) {
			return Optional.empty(); // known already
		}
		if (!(failure instanceof EngineException e)) {
			return Optional.of("ended with " + failure);
		}
		if (!fault.expected().contains(e.kind())) {
			return Optional.of("is " + e.kind() + ": " + e.getMessage());
		}
		if (!e.getMessage().contains(way.name())) {
			return Optional.of("does not name the server: " + e.getMessage());
		}
		return Optional.empty();
	}

	/** A busy machine may take longer than a hasty deadline. */
	private static boolean works(So3Session session) {
		try {
			session.containers();
			return true;
		} catch (EngineException e) {
			return false;
		} catch (InterruptedException e) {
			throw new IllegalStateException(e);
		}
	}

	private static void await(BooleanSupplier condition) {
		long until = System.nanoTime() + MARGIN.toNanos();
		while (!condition.getAsBoolean() && System.nanoTime() < until) {
			LockSupport.parkNanos(2_000_000);
		}
	}
}
