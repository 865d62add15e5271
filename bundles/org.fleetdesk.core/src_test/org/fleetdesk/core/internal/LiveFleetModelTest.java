package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.core.internal.Fakes.EXITED;
import static org.fleetdesk.core.internal.Fakes.RUNNING;
import static org.fleetdesk.core.internal.Fakes.connection;
import static org.fleetdesk.core.internal.Fakes.container;
import static org.fleetdesk.core.internal.Fakes.snapshot;
import static org.fleetdesk.core.internal.Fakes.until;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.Health.Status;
import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.Test;

class LiveFleetModelTest extends LiveFleetModelFixture {

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
		start(FAST_AND_PATIENT);
		for (int i = 1; i <= 3; i++) {
			int times = i;
			until("it is listened to", () -> engine.watches.get() == times);
			engine.events.add(Fakes.END_OF_STREAM);
		}
		assertThat(texts()).containsExactly("one is connected");
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
