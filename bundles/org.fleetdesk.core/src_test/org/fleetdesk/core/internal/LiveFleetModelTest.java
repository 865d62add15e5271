package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.fleetdesk.core.internal.Fakes.EXITED;
import static org.fleetdesk.core.internal.Fakes.RUNNING;
import static org.fleetdesk.core.internal.Fakes.connection;
import static org.fleetdesk.core.internal.Fakes.container;
import static org.fleetdesk.core.internal.Fakes.snapshot;
import static org.fleetdesk.core.internal.Fakes.until;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.Health;
import org.fleetdesk.core.Health.Status;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveFleetModelTest {

	/** All as usual, a hundred times faster. */
	private static final Pace FAST = new Pace(Duration.ofMillis(25), Duration.ofMillis(500), Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofMillis(1),
			Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(300), Duration.ofSeconds(30));
	/** Asks again only when told to. */
	private static final Pace ON_DEMAND = new Pace(Duration.ofHours(1), Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMillis(1),
			Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

	@TempDir
	private Path folder;
	private final EngineKinds kinds = new EngineKinds();
	private final Fakes.FakeKind kind = new Fakes.FakeKind();
	private StoredConnections connections;
	private OpenSessions sessions;
	private LiveFleetModel model;

	@BeforeEach
	void opens() throws Exception {
		kinds.add(kind);
		connections = new StoredConnections(new UserDataFolder(folder), kinds, new Fakes.MemorySecrets(), what -> { });
		sessions = new OpenSessions(connections, kinds, what -> { });
		connections.add(connection("1", "one"));
	}

	@AfterEach
	void closes() {
		if (model != null) {
			model.close();
		}
		sessions.close();
	}

	private void start(Pace pace) {
		model = new LiveFleetModel(connections, sessions, kinds, pace, InstantSource.system(), new EventFile(folder.resolve("events.jsonl"), 100));
		model.start();
	}

	private Health health(String id) {
		return model.engine(id).map(EngineView::health).orElseThrow();
	}

	private boolean is(String id, Status status) {
		return health(id).status() == status;
	}

	private List<String> texts() {
		return model.events().stream().map(FleetEvent::text).toList();
	}

	@Test
	void theTimelineOutlivesTheProcess() throws Exception {
		start(FAST);
		until("it is asked", () -> is("1", Status.ONLINE));
		model.report(new FleetEvent(Instant.parse("2026-01-02T03:04:05Z"), "1", Optional.of(new ResourceId("1", "container", "a\nb")), Severity.WARNING, "odd \"text\""));
		var before = model.events();
		model.close();
		Files.writeString(folder.resolve("events.jsonl"), "{\"time\":\"2026-01-0", StandardOpenOption.APPEND); // as after a crash
		start(FAST);
		assertThat(model.events()).startsWith(before.toArray(FleetEvent[]::new));
		model.report(new FleetEvent(Instant.now(), "1", Optional.empty(), Severity.INFO, "later"));
		model.close();
		start(FAST);
		assertThat(texts()).contains("odd \"text\"", "later");
	}

	@Test
	void anEventKeepsTheNameOfAnEngineThatIsRemoved() throws Exception {
		start(FAST);
		until("it is asked", () -> is("1", Status.ONLINE));
		connections.remove("1");
		until("it is gone", () -> model.engine("1").isEmpty());
		assertThat(model.events()).extracting(FleetEvent::text, FleetEvent::engine).containsExactly(tuple("one is connected", "one"));
		model.close();
		start(FAST);
		assertThat(model.events()).extracting(FleetEvent::engine).containsExactly("one");
	}

	@Test
	void theTimelineOnDiskIsBounded() throws Exception {
		var file = new EventFile(folder.resolve("long.jsonl"), 10);
		for (int i = 0; i < 100; i++) {
			file.append(List.of(new FleetEvent(Instant.EPOCH, "1", Optional.empty(), Severity.INFO, "event " + i)));
		}
		assertThat(Files.readAllLines(folder.resolve("long.jsonl"))).hasSizeLessThanOrEqualTo(20);
		assertThat(file.read()).hasSize(10).last().extracting(FleetEvent::text).isEqualTo("event 99");
	}

	@Test
	void aCertificateThatEndsSoonIsWarnedOfOnce() throws Exception {
		connections.add(connection("2", "two"));
		kind.engine("1").certificate = Optional.of(certificate("ab", ServerCertificate.WARNING.minusDays(1)));
		kind.engine("2").certificate = Optional.of(certificate("cd", ServerCertificate.WARNING.plusDays(1)));
		start(FAST);
		until("both were asked several times", () -> kind.engine("1").refreshes.get() > 5 && kind.engine("2").refreshes.get() > 5);
		assertThat(warnings()).singleElement().satisfies(e -> {
			assertThat(e.connection()).isEqualTo("1");
			assertThat(e.text()).contains("certificate of one");
		});
		kind.engine("2").certificate = Optional.of(certificate("ef", Duration.ofDays(-1)));
		until("the one that has ended is told too", () -> warnings().size() == 2);
		assertThat(warnings().getLast().connection()).isEqualTo("2");
	}

	private List<FleetEvent> warnings() {
		return model.events().stream().filter(e -> e.text().contains("certificate")).toList();
	}

	private static ServerCertificate certificate(String digits, Duration left) {
		return new ServerCertificate("CN=so-lab-1", "CN=so-lab-1", Instant.EPOCH, Instant.now().plus(left), List.of("so-lab-1"), digits.repeat(32), digits.repeat(20), Set.of());
	}

	@Test
	void asksNothingBeforeItIsStarted() throws Exception {
		model = new LiveFleetModel(connections, sessions, kinds, FAST, InstantSource.system(), new EventFile(folder.resolve("events.jsonl"), 100));
		assertThat(model.engines()).hasSize(1);
		assertThat(health("1").status()).isEqualTo(Status.CONNECTING);
		assertThat(kind.engine("1").refreshes).hasValue(0);
		model.start();
		until("it is asked", () -> is("1", Status.ONLINE));
	}

	@Test
	void asksAFewOnlyWhileItsProgramIsBusyStarting() throws Exception {
		for (int i = 2; i <= 10; i++) {
			connections.add(connection("" + i, "host " + i));
		}
		model = new LiveFleetModel(connections, sessions, kinds, FAST, InstantSource.system(), new EventFile(folder.resolve("events.jsonl"), 100));
		model.startFew();
		until("a few were asked several times", () -> asked(3).count() == Pace.FIRST);
		assertThat(asked(1).count()).isEqualTo(Pace.FIRST);
		model.start();
		until("all are asked", () -> asked(1).count() == 10);
		model.startFew();
		connections.add(connection("11", "late"));
		until("one that is added later is asked too", () -> asked(1).count() == 11);
	}

	private Stream<String> asked(int times) {
		return connections.list().stream().map(Connection::id).filter(id -> kind.engine(id).refreshes.get() >= times);
	}

	@Test
	void aDeadHostAmongTenSlowsNobody() throws Exception {
		kind.engine("1").silence = new CountDownLatch(1);
		for (int i = 2; i <= 10; i++) {
			connections.add(connection("" + i, "host " + i));
		}
		start(FAST);
		until("the dead one is unreachable", () -> is("1", Status.UNREACHABLE));
		assertThat(health("1").lastContact()).isEmpty();
		assertThat(model.engine("1").orElseThrow().snapshot()).as("unknown is not empty").isEmpty();
		for (int i = 2; i <= 10; i++) {
			assertThat(health("" + i).status()).isEqualTo(Status.ONLINE);
			var engine = kind.engine("" + i);
			int before = engine.refreshes.get();
			until("the others are asked on", () -> engine.refreshes.get() > before + 2);
		}
	}

	@Test
	void keepsTheLastStateOfALostEngineAndSeesItComeBack() throws Exception {
		var engine = kind.engine("1");
		engine.resources = List.of(container("1", "ticker-7", RUNNING));
		start(FAST);
		until("it is online", () -> is("1", Status.ONLINE));
		engine.failure = new EngineException(EngineException.Kind.UNREACHABLE, "connection refused");
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		var lost = model.engine("1").orElseThrow();
		assertThat(lost.health().current()).isFalse();
		assertThat(lost.health().lastError()).isEqualTo("connection refused");
		assertThat(lost.health().lastContact()).contains(lost.snapshot().orElseThrow().taken());
		assertThat(lost.snapshot().orElseThrow().ofKind("container")).hasSize(1);
		engine.resources = List.of(container("1", "ticker-7", EXITED));
		engine.failure = null;
		until("it is back", () -> is("1", Status.ONLINE));
		assertThat(texts()).containsExactly("one is connected", "one cannot be reached: connection refused", "one answers again",
				"ticker-7: running (living) → exited (booting)");
		assertThat(health("1").since()).isAfter(lost.health().since());
	}

	@Test
	void aSilentEngineRecovers() throws Exception {
		var engine = kind.engine("1");
		start(FAST);
		until("it is online", () -> is("1", Status.ONLINE));
		engine.silence = new CountDownLatch(1);
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		assertThat(health("1").lastError()).isEqualTo("No answer within 0.5 s");
		engine.silence.countDown();
		until("it is back", () -> is("1", Status.ONLINE));
	}

	@Test
	void anAnswerThatIsLongIsWaitedForAsLongAsSomethingComes() throws Exception {
		var engine = kind.engine("1");
		var asked = new AtomicInteger();
		engine.heard = () -> {
			asked.incrementAndGet();
			return OptionalLong.of(System.nanoTime());
		};
		engine.silence = new CountDownLatch(1);
		start(ON_DEMAND);
		until("several deadlines have passed", () -> asked.get() >= 3);
		assertThat(health("1").status()).isEqualTo(Status.CONNECTING);
		engine.silence.countDown();
		until("it is online", () -> is("1", Status.ONLINE));
		assertThat(engine.refreshes).hasValue(1);
	}

	@Test
	void anAnswerThatComesWithoutEndIsNotWaitedForForEver() throws Exception {
		var engine = kind.engine("1");
		engine.heard = () -> OptionalLong.of(System.nanoTime());
		engine.silence = new CountDownLatch(1);
		start(ON_DEMAND);
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		assertThat(health("1").lastError()).isEqualTo("Its answer was not complete within 5 s");
	}

	@Test
	void connectionsThatCannotBeReadAreAnEvent() throws Exception {
		Files.writeString(folder.resolve("connections.json"), "{");
		connections = new StoredConnections(new UserDataFolder(folder), kinds, new Fakes.MemorySecrets(), what -> { });
		start(FAST);
		assertThat(model.events()).singleElement().satisfies(event -> {
			assertThat(event.severity()).isEqualTo(Severity.ERROR);
			assertThat(event.text()).isEqualTo(connections.problem().orElseThrow());
		});
	}

	@Test
	void anAnswerThatStopsIsNotWaitedFor() throws Exception {
		var engine = kind.engine("1");
		var asked = new AtomicInteger();
		var last = new AtomicLong();
		engine.heard = () -> OptionalLong.of(asked.getAndIncrement() < 2 ? last.updateAndGet(n -> System.nanoTime()) : last.get());
		engine.silence = new CountDownLatch(1);
		start(ON_DEMAND);
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		assertThat(health("1").lastError()).isEqualTo("No answer within 0.5 s");
		assertThat(asked).hasValue(3);
	}

	@Test
	void tellsWhatCameWentAndChanged() throws Exception {
		var engine = kind.engine("1");
		engine.resources = List.of(container("1", "a", RUNNING), container("1", "b", RUNNING));
		start(ON_DEMAND);
		until("it is online", () -> is("1", Status.ONLINE));
		engine.resources = List.of(container("1", "b", EXITED), container("1", "c", RUNNING));
		model.refresh("1");
		until("the changes are told", () -> texts().size() >= 4);
		assertThat(texts()).containsExactly("one is connected", "Container a was removed", "Container c was added: running (living)",
				"b: running (living) → exited (booting)");
	}

	@Test
	void refreshesWhenTheEngineSaysSo() throws Exception {
		var engine = kind.engine("1");
		engine.hasEvents = true;
		start(ON_DEMAND);
		until("it is online", () -> is("1", Status.ONLINE));
		engine.resources = List.of(container("1", "a", RUNNING));
		engine.events.add("changed");
		until("the change is seen", () -> !model.engine("1").orElseThrow().snapshot().orElseThrow().resources().isEmpty());
	}

	@Test
	void listensAgainWhenTheStreamOfEventsEnds() throws Exception {
		var engine = kind.engine("1");
		engine.hasEvents = true;
		start(FAST);
		for (int i = 1; i <= 3; i++) {
			int times = i;
			until("it is listened to", () -> engine.watches.get() == times);
			engine.events.add(Fakes.END_OF_STREAM);
		}
		assertThat(texts()).containsExactly("one is connected");
	}

	@Test
	void aLostEngineIsNotListenedTo() throws Exception {
		var engine = kind.engine("1");
		engine.hasEvents = true;
		start(FAST);
		until("it is listened to", () -> engine.watches.get() == 1);
		engine.failure = new EngineException(EngineException.Kind.UNREACHABLE, "connection reset");
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		engine.failure = null;
		until("it is listened to anew", () -> engine.watches.get() == 2);
	}

	@Test
	void knowsADeadEngineWithinTenSecondsAndComesBackSoon() {
		var usual = Pace.USUAL;
		assertThat(usual.interval().plus(usual.deadline())).isLessThan(Duration.ofSeconds(10));
		for (int failures = 1; failures < 1_000; failures++) {
			assertThat(usual.pauseAfter(failures, EngineException.Kind.UNREACHABLE)).as("also after hours").isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
			assertThat(usual.pauseAfter(failures, EngineException.Kind.UNAUTHORIZED)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
		}
		assertThat(usual.pauseAfter(50, EngineException.Kind.UNAUTHORIZED)).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void hostsThatAreAwayAreNotAskedInStep() {
		var random = new Random(1);
		var pauses = IntStream.range(0, 200).mapToObj(i -> Pace.USUAL.jittered(Duration.ofMillis(2500), random)).toList();
		assertThat(pauses).allSatisfy(p -> assertThat(p).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2500)));
		assertThat(pauses.stream().map(p -> p.toMillis() / 50).distinct()).as("they are spread").hasSizeGreaterThan(8);
	}

	@Test
	void enginesThatDoNotAnswerDelayNoOtherAtTheStart() throws Exception {
		for (int i = 2; i <= 60; i++) {
			connections.add(connection(Integer.toString(i), "engine " + i));
		}
		var silence = new CountDownLatch(1);
		IntStream.rangeClosed(1, 30).forEach(i -> kind.engine(Integer.toString(i)).silence = silence);
		start(new Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofHours(1),
				Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)));
		until("all others are online", () -> IntStream.rangeClosed(31, 60).allMatch(i -> is(Integer.toString(i), Status.ONLINE)));
		assertThat(IntStream.rangeClosed(1, 30).allMatch(i -> is(Integer.toString(i), Status.CONNECTING))).isTrue();
		silence.countDown();
		until("all are online", () -> model.engines().stream().allMatch(e -> e.health().status() == Status.ONLINE));
	}

	@Test
	void afterASleepAllAreAskedAtOnceOnNewConnections() throws Exception {
		connections.add(connection("2", "two"));
		kind.engine("1").hasEvents = true;
		kind.engine("1").resources = List.of(container("1", "a", RUNNING));
		start(ON_DEMAND);
		until("both are online", () -> is("1", Status.ONLINE) && is("2", Status.ONLINE));
		until("it is listened to", () -> kind.engine("1").watches.get() == 1);
		kind.engine("1").silence = new CountDownLatch(1);
		kind.engine("2").failure = new EngineException(EngineException.Kind.UNREACHABLE, "connection refused");
		var before = model.engine("1").orElseThrow();
		int renewed = kind.engine("1").renewals.get();
		model.anew(Surroundings.Change.SLEPT);
		assertThat(health("1").status()).as("nobody knows").isEqualTo(Status.CONNECTING);
		assertThat(health("1").lastContact()).isEqualTo(before.health().lastContact());
		assertThat(model.engine("1").orElseThrow().snapshot()).isEqualTo(before.snapshot());
		until("the second is known to be gone", () -> is("2", Status.UNREACHABLE));
		kind.engine("1").silence.countDown();
		until("the first is there", () -> is("1", Status.ONLINE));
		assertThat(kind.engine("1").renewals.get()).isGreaterThan(renewed);
		until("it is listened to on a new stream", () -> kind.engine("1").watches.get() == 2);
		assertThat(texts()).filteredOn(t -> t.startsWith("one")).as("it was never gone").containsExactly("one is connected");
	}

	@Test
	void aChangeOfTheNetworkGivesUpWhatIsUnderWayAndAsksAtOnce() throws Exception {
		var engine = kind.engine("1");
		start(new Pace(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofHours(1),
				Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)));
		until("it is online", () -> is("1", Status.ONLINE));
		engine.silence = new CountDownLatch(1);
		int before = engine.refreshes.get();
		model.refresh("1");
		until("a call hangs", () -> engine.refreshes.get() == before + 1);
		engine.resources = List.of(container("1", "a", RUNNING));
		engine.silence = new CountDownLatch(0);
		model.anew(Surroundings.Change.NETWORK);
		until("it was asked again", () -> !model.engine("1").orElseThrow().snapshot().orElseThrow().resources().isEmpty());
		assertThat(health("1").status()).isEqualTo(Status.ONLINE);
		assertThat(texts()).as("what was given up is no failure").containsExactly("one is connected", "Container a was added: running (living)");
	}

	@Test
	void anEngineThatIsAwayIsAskedOnNewConnections() throws Exception {
		var engine = kind.engine("1");
		start(FAST);
		until("it is online", () -> is("1", Status.ONLINE));
		assertThat(engine.renewals).hasValue(0);
		engine.failure = new EngineException(EngineException.Kind.TIMED_OUT, "silent");
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		assertThat(engine.renewals.get()).isPositive();
	}

	@Test
	void anEngineThatComesAndGoesDoesNotFillTheTimeline() throws Exception {
		var engine = kind.engine("1");
		var time = new AtomicReference<>(Instant.now());
		model = new LiveFleetModel(connections, sessions, kinds, FAST, time::get, new EventFile(folder.resolve("events.jsonl"), 100));
		model.start();
		until("it is online", () -> is("1", Status.ONLINE));
		for (int i = 0; i < 6; i++) {
			engine.failure = new EngineException(EngineException.Kind.UNREACHABLE, "connection reset");
			until("it is lost", () -> is("1", Status.UNREACHABLE));
			engine.failure = null;
			until("it is back", () -> is("1", Status.ONLINE));
			time.updateAndGet(t -> t.plusSeconds(20));
		}
		assertThat(texts()).hasSize(6).startsWith("one is connected", "one cannot be reached: connection reset", "one answers again", "one cannot be reached: connection reset",
				"one answers again").last().asString().startsWith("one cannot be reached: connection reset. It comes and goes");
		time.updateAndGet(t -> t.plus(Flapping.STEADY));
		until("it is told that it is steady", () -> texts().size() == 7);
		assertThat(texts().getLast()).isEqualTo("one has answered for 5 minutes now; it was lost 6 times since it began to come and go");
		engine.failure = new EngineException(EngineException.Kind.UNREACHABLE, "connection refused");
		until("the next loss is told again", () -> texts().getLast().equals("one cannot be reached: connection refused"));
	}

	@Test
	void anAnswerFromBeforeATasksOwnReadingIsNotShown() throws Exception {
		var engine = kind.engine("1");
		engine.resources = List.of(container("1", "a", RUNNING));
		start(new Pace(Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofHours(1),
				Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1)));
		until("it is online", () -> is("1", Status.ONLINE));
		engine.silence = new CountDownLatch(1);
		int before = engine.refreshes.get();
		model.refresh("1");
		until("a refresh is under way", () -> engine.refreshes.get() > before);
		engine.resources = List.of(container("1", "a", EXITED));
		model.accept(snapshot("1", Instant.now(), container("1", "a", EXITED)));
		engine.silence.countDown();
		until("it is asked once more", () -> engine.refreshes.get() > before + 1);
		until("that is shown", () -> is("1", Status.ONLINE));
		assertThat(texts()).containsExactly("one is connected", "a: running (living) → exited (booting)");
	}

	@Test
	void anEngineOfThisMachineThatComesUpIsNotToldAsUnreachable() throws Exception {
		connections.add(new Connection("local", "fake", "Local", URI.create("tcp://local:1"), Optional.empty(), Map.of(), true));
		var engine = kind.engine("local");
		engine.failure = new EngineException(EngineException.Kind.UNREACHABLE, "connection refused");
		start(FAST);
		until("it was asked and did not answer", () -> health("local").lastError().equals("connection refused") && engine.refreshes.get() > 3);
		assertThat(health("local").status()).isEqualTo(Status.CONNECTING);
		engine.failure = null;
		until("it is online", () -> is("local", Status.ONLINE));
		assertThat(texts()).contains("Local is connected").noneMatch(t -> t.contains("cannot be reached"));
		engine.failure = new EngineException(EngineException.Kind.UNREACHABLE, "connection refused");
		until("once it was there, its end is told", () -> texts().contains("Local cannot be reached: connection refused"));
	}

	@Test
	void ignoresSnapshotsThatAreOlderThanThePresentOne() throws Exception {
		start(ON_DEMAND);
		until("it is online", () -> is("1", Status.ONLINE));
		var present = model.engine("1").orElseThrow().snapshot().orElseThrow();
		model.accept(snapshot("1", present.taken().minusSeconds(1), container("1", "old", RUNNING)));
		assertThat(model.engine("1").orElseThrow().snapshot()).contains(present);
		model.accept(snapshot("gone", Instant.now()));
		assertThat(model.engine("gone")).isEmpty();
	}

	@Test
	void doesNotTrustAnEngineThatAnswersWronglyForLong() throws Exception {
		var engine = kind.engine("1");
		start(new Pace(Duration.ofMillis(25), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMillis(1), Duration.ofMillis(10),
				Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofHours(1)));
		until("it is online", () -> is("1", Status.ONLINE));
		engine.failure = new EngineException(EngineException.Kind.FAILED, "500: out of order");
		until("its state is no longer shown as present", () -> is("1", Status.UNREACHABLE));
		assertThat(health("1").lastError()).isEqualTo("500: out of order");
		engine.failure = new EngineException(EngineException.Kind.UNAUTHORIZED, "401");
		until("credentials are refused", () -> is("1", Status.UNAUTHORIZED));
		assertThat(health("1").current()).isFalse();
	}

	@Test
	void followsTheConnections() throws Exception {
		start(FAST);
		until("it is online", () -> is("1", Status.ONLINE));
		connections.add(connection("2", "Another"));
		until("a new one is followed", () -> model.engine("2").isPresent() && is("2", Status.ONLINE));
		assertThat(model.engines()).extracting(e -> e.connection().name()).containsExactly("Another", "one");
		connections.update(connection("1", "renamed"));
		assertThat(model.engine("1").orElseThrow().connection().name()).isEqualTo("renamed");
		assertThat(model.engine("1").orElseThrow().snapshot()).isPresent();
		kind.engine("1").silence = new CountDownLatch(1);
		connections.update(new Connection("1", "fake", "renamed", URI.create("tcp://elsewhere:1"), Optional.empty(), Map.of(), false));
		assertThat(model.engine("1").orElseThrow().snapshot()).as("another engine's state is not kept").isEmpty();
		connections.remove("2");
		assertThat(model.engine("2")).isEmpty();
		int asked = kind.engine("2").refreshes.get();
		until("the first goes on", () -> is("1", Status.UNREACHABLE));
		assertThat(kind.engine("2").refreshes.get()).isLessThanOrEqualTo(asked + 1);
	}

	@Test
	void connectsWhenItsKindIsInstalledLater() throws Exception {
		kinds.remove(kind);
		start(ON_DEMAND);
		until("its kind is missed", () -> is("1", Status.UNREACHABLE));
		assertThat(health("1").lastError()).contains("no support for engines of the kind fake");
		kinds.add(kind);
		until("it is online", () -> is("1", Status.ONLINE));
	}

	@Test
	void coalescesWhatListenersHear() throws Exception {
		start(ON_DEMAND);
		until("it is online", () -> is("1", Status.ONLINE));
		var calls = new AtomicInteger();
		var last = new AtomicReference<>("");
		model.addListener((changed, happened) -> {
			throw new IllegalStateException("a bad listener");
		});
		try (var registration = model.addListener((changed, happened) -> {
			calls.incrementAndGet();
			happened.forEach(e -> last.set(e.text()));
		})) {
			for (int i = 0; i < 12_000; i++) {
				model.report(new FleetEvent(Instant.now(), "1", Optional.empty(), Severity.INFO, "event " + i));
			}
			until("the last event arrives", () -> last.get().equals("event 11999"));
		}
		assertThat(calls.get()).isLessThan(1_000);
		assertThat(model.events()).hasSize(10_000);
		assertThat(model.events().getLast().text()).isEqualTo("event 11999");
	}
}
