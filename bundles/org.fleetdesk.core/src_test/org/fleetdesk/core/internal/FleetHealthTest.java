package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.core.internal.Fakes.EXITED;
import static org.fleetdesk.core.internal.Fakes.RUNNING;
import static org.fleetdesk.core.internal.Fakes.connection;
import static org.fleetdesk.core.internal.Fakes.container;
import static org.fleetdesk.core.internal.Fakes.snapshot;
import static org.fleetdesk.core.internal.Fakes.until;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Health.Status;
import org.junit.jupiter.api.Test;

/** Engines that are lost, silent or slow, and come back. */
class FleetHealthTest extends LiveFleetModelFixture {

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
			String id = "" + i;
			until(id + " is online", () -> is(id, Status.ONLINE));
			var engine = kind.engine("" + i);
			int before = engine.refreshes.get();
			until("the others are asked on", () -> engine.refreshes.get() > before + 2);
		}
	}

	@Test
	void keepsTheLastStateOfALostEngineAndSeesItComeBack() throws Exception {
		var engine = kind.engine("1");
		engine.resources = List.of(container("1", "ticker-7", RUNNING));
		start(FAST_AND_PATIENT);
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
		start(ON_DEMAND_HASTY);
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
		start(ON_DEMAND_HASTY);
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		assertThat(health("1").lastError()).isEqualTo("Its answer was not complete within 5 s");
	}

	@Test
	void anAnswerThatStopsIsNotWaitedFor() throws Exception {
		var engine = kind.engine("1");
		var asked = new AtomicInteger();
		var last = new AtomicLong();
		engine.heard = () -> OptionalLong.of(asked.getAndIncrement() < 2 ? last.updateAndGet(n -> System.nanoTime()) : last.get());
		engine.silence = new CountDownLatch(1);
		start(ON_DEMAND_HASTY);
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		assertThat(health("1").lastError()).isEqualTo("No answer within 0.5 s");
		assertThat(asked).hasValue(3);
	}

	@Test
	void aLostEngineIsNotListenedTo() throws Exception {
		var engine = kind.engine("1");
		engine.hasEvents = true;
		start(FAST_AND_PATIENT);
		until("it is listened to", () -> engine.watches.get() == 1);
		engine.failure = new EngineException(EngineException.Kind.UNREACHABLE, "connection reset");
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		engine.failure = null;
		until("it is listened to anew", () -> engine.watches.get() == 2);
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
		start(FAST_AND_PATIENT);
		until("it is online", () -> is("1", Status.ONLINE));
		assertThat(engine.renewals).hasValue(0);
		engine.failure = new EngineException(EngineException.Kind.TIMED_OUT, "silent");
		until("it is lost", () -> is("1", Status.UNREACHABLE));
		assertThat(engine.renewals.get()).isPositive();
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
}
