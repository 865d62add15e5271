package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.fleetdesk.core.internal.Fakes.EXITED;
import static org.fleetdesk.core.internal.Fakes.RUNNING;
import static org.fleetdesk.core.internal.Fakes.connection;
import static org.fleetdesk.core.internal.Fakes.container;
import static org.fleetdesk.core.internal.Fakes.until;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.Health.Status;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.Test;

/** What the timeline tells, and what is kept of it. */
class FleetTimelineTest extends LiveFleetModelFixture {

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
}
