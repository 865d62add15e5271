package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.until;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.tasks.DuplicateRolloutException;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.WaveSize;
import org.fleetdesk.tasks.internal.rollout.RolloutEngine;
import org.fleetdesk.tasks.internal.rollout.Rollouts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

class RolloutTest {

	private static final Duration LONG = Duration.ofMinutes(10);

	@TempDir
	private Path folder;

	/** Devices, each of which has a version, that a request sets. They outlive the process that manages them. */
	private static final class Devices implements TaskHandler {

		final Map<String, String> versions = new ConcurrentHashMap<>();
		/** Devices that refuse each version but the first. */
		final Set<String> refusing = ConcurrentHashMap.newKeySet();
		/** Devices that hang after they took the version. */
		final Set<String> hanging = ConcurrentHashMap.newKeySet();
		final Map<String, String> sick = new ConcurrentHashMap<>();
		/** Devices that do not answer to a health check. */
		final Set<String> silent = ConcurrentHashMap.newKeySet();
		final List<String> set = new CopyOnWriteArrayList<>();
		/** How often the health of any was asked for. */
		final AtomicInteger asked = new AtomicInteger();
		/** What happens while a run is planned. */
		volatile Planned planned = () -> { };

		interface Planned {
			void run() throws InterruptedException;
		}

		@Override
		public List<String> verbs() {
			return List.of("test.set");
		}

		@Override
		public List<Step> plan(TaskRequest request, TaskTarget target) {
			try {
				planned.run();
			} catch (InterruptedException e) {
				throw new AssertionError(e);
			}
			return List.of(new Step("set", target, "Set the version", true, 1));
		}

		private static String wanted(TaskRequest request, TaskTarget target) {
			return request.parameters().path("versions").path(target.resource().key()).asText(request.parameters().path("version").asText());
		}

		@Override
		public void run(Step step, StepContext context) throws EngineException, InterruptedException {
			String key = step.target().resource().key();
			String version = wanted(context.request(), step.target());
			if (context.get("before").isEmpty()) {
				context.put("before", versions.getOrDefault(key, "1"));
			}
			if (refusing.contains(key) && !version.equals("1")) {
				throw new EngineException(EngineException.Kind.REFUSED, "The device has no room for " + version);
			}
			versions.put(key, version);
			set.add(key + "=" + version);
			if (hanging.contains(key)) {
				new CountDownLatch(1).await();
			}
		}

		@Override
		public Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
			var parameters = JsonNodeFactory.instance.objectNode();
			var before = parameters.putObject("versions");
			done.forEach(d -> before.put(d.target().resource().key(), d.values().get("before")));
			return Optional.of(new TaskRequest(1, "test.set", "Take back", done.stream().map(Done::target).toList(), parameters));
		}

		@Override
		public Optional<String> unhealthy(TaskTarget target, StepContext context) throws EngineException, InterruptedException {
			asked.incrementAndGet();
			if (silent.contains(target.resource().key())) {
				throw new EngineException(EngineException.Kind.UNREACHABLE, "no answer");
			}
			return Optional.ofNullable(sick.get(target.resource().key()));
		}
	}

	private final Devices devices = new Devices();
	/** How far the wall clock was set. */
	private volatile Duration clockSet = Duration.ZERO;
	/** Time that is to have passed. */
	private volatile Duration passed = Duration.ZERO;

	/** A process with its task engine and rollouts. */
	private final class Process implements AutoCloseable {

		final Bench bench;
		final RolloutEngine rollouts;

		Process() {
			this(new Bench(folder));
		}

		Process(Bench bench) {
			this.bench = bench;
			bench.handlers.add(devices);
			rollouts = Rollouts.on(bench.folder, bench.fleet, bench.engine, bench.handlers, () -> Instant.now().plus(clockSet), () -> System.nanoTime() + passed.toNanos());
		}

		Rollout end(String id) throws InterruptedException {
			until("the rollout comes to rest", () -> rollouts.rollout(id).orElseThrow().state().atRest());
			return rollouts.await(id);
		}

		List<String> events() {
			return bench.fleet.events.stream().map(FleetEvent::text).toList();
		}

		List<String> log(String id) throws Exception {
			return rollouts.log(id).stream().map(TaskLogLine::text).toList();
		}

		State state(String id) {
			return rollouts.rollout(id).orElseThrow().state();
		}

		@Override
		public void close() {
			rollouts.close();
			bench.close();
		}
	}

	private static TaskRequest request(int targets) {
		return new TaskRequest(1, "test.set", "Set version 2", IntStream.rangeClosed(1, targets).mapToObj(i -> Bench.target("d" + i)).toList(),
				JsonNodeFactory.instance.objectNode().put("version", "2"));
	}

	private static RolloutPlan plan(Duration soak, OnFailure onFailure, int success, int error, String... waves) {
		return new RolloutPlan(List.of(waves).stream().map(WaveSize::of).toList(), success, error, soak, onFailure);
	}

	private static List<WaveState> waves(Rollout rollout) {
		return rollout.waves().stream().map(Rollout.Wave::state).toList();
	}

	@Test
	void goesThroughAllWavesInOrder() throws Exception {
		try (var process = new Process()) {
			String id = process.rollouts.start(request(5), plan(Duration.ofMillis(30), OnFailure.HALT, 100, 1, "1", "2"));
			var rollout = process.end(id);
			assertThat(rollout.state()).isEqualTo(State.SUCCEEDED);
			assertThat(rollout.ended()).isPresent();
			assertThat(waves(rollout)).containsExactly(WaveState.SUCCEEDED, WaveState.SUCCEEDED, WaveState.SUCCEEDED);
			assertThat(devices.set).hasSize(5).startsWith("d1=2");
			assertThat(devices.set.subList(1, 3)).containsExactlyInAnyOrder("d2=2", "d3=2");
			assertThat(rollout.waves()).allSatisfy(w -> assertThat(w.runs()).hasSize(1));
			assertThat(process.bench.engine.run(rollout.waves().get(1).runs().getFirst()).orElseThrow().links().rollout()).contains(id);
			assertThat(process.log(id)).contains("Wave 2 of 3 starts: d2 on lab, d3 on lab", "All waves are done");
			assertThat(process.events()).contains("Set version 2: All waves are done");
		}
	}

	@Test
	void aFailingWaveRollsBackAndTheNextNeverStarts() throws Exception {
		devices.refusing.add("d2");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(5), plan(Duration.ZERO, OnFailure.ROLL_BACK_WAVE, 100, 100, "1", "2"));
			var rollout = process.end(id);
			assertThat(rollout.state()).isEqualTo(State.ROLLED_BACK);
			assertThat(rollout.reason()).isEqualTo("1 of 2 targets of wave 2 failed: d2 on lab: The device has no room for 2");
			assertThat(waves(rollout)).containsExactly(WaveState.SUCCEEDED, WaveState.ROLLED_BACK, WaveState.PENDING);
			assertThat(devices.versions).containsEntry("d1", "2").containsEntry("d3", "1").doesNotContainKey("d4");
		}
	}

	@Test
	void aRunOfARolloutIsNotTheUsersUntilTheRolloutHasEnded() throws Exception {
		devices.refusing.add("d2");
		try (var process = new Process()) {
			var engine = process.bench.engine;
			String id = process.rollouts.start(request(3), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			var halted = process.end(id);
			assertThat(halted.state()).isEqualTo(State.HALTED);
			String done = halted.waves().get(0).runs().getFirst();
			String failed = halted.waves().get(1).runs().getFirst();
			String why = " by itself: it is a part of rollout " + id + ", \"Set version 2\", which is halted; resume or roll back the rollout instead";
			assertThatThrownBy(() -> engine.undo(done)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + done + " cannot be undone" + why);
			assertThatThrownBy(() -> engine.retry(failed)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + failed + " cannot be retried" + why);
			assertThatThrownBy(() -> engine.resume(failed)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + failed + " cannot be resumed" + why);
			assertThatThrownBy(() -> engine.discard(failed)).isInstanceOf(IllegalArgumentException.class).hasMessage("Task " + failed + " cannot be discarded" + why);
			assertThat(devices.versions).containsEntry("d1", "2");
			process.rollouts.rollBack(id);
			until("it is rolled back", () -> process.state(id) == State.ROLLED_BACK);
			devices.refusing.clear();
			assertThat(engine.await(engine.retry(failed)).state()).as("it has ended").isEqualTo(TaskState.SUCCEEDED);
		}
	}

	@Test
	void oneAtRestKeepsNoFileOpen() throws Exception {
		assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(2), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			process.end(id);
			String log = folder.resolve("logs").resolve("rollouts").resolve(id + ".jsonl").toString();
			try (var open = Files.list(Path.of("/proc/self/fd"))) {
				assertThat(open.map(f -> {
					try {
						return Files.readSymbolicLink(f).toString();
					} catch (IOException e) {
						return ""; // closed meanwhile
					}
				})).doesNotContain(log);
			}
			assertThat(process.log(id)).contains("All waves are done");
		}
	}

	@Test
	void oneDoesNotGoOnWhileAnotherIsAtWorkOnItsTargets() throws Exception {
		devices.refusing.add("d2");
		try (var process = new Process()) {
			String first = process.rollouts.start(request(3), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			assertThat(process.end(first).state()).isEqualTo(State.HALTED);
			devices.refusing.clear();
			String second = process.rollouts.start(request(1), plan(LONG, OnFailure.HALT, 100, 1, "1"));
			until("it soaks", () -> process.state(second) == State.SOAKING);
			String why = "Another rollout over d1 on lab has not ended: \"Set version 2\", rollout " + second + ", is soaking";
			assertThatThrownBy(() -> process.rollouts.resume(first)).isInstanceOf(DuplicateRolloutException.class).hasMessage(why);
			assertThatThrownBy(() -> process.rollouts.retryFailed(first)).isInstanceOf(DuplicateRolloutException.class);
			assertThatThrownBy(() -> process.rollouts.rollBack(first)).isInstanceOf(DuplicateRolloutException.class);
			assertThat(process.state(first)).isEqualTo(State.HALTED);
			process.rollouts.halt(second);
			process.rollouts.resume(first);
			assertThat(process.end(first).state()).isEqualTo(State.SUCCEEDED);
		}
	}

	@Test
	void readingDoesNotWaitForTheJournal() throws Exception {
		var planning = new CountDownLatch(1);
		var go = new CountDownLatch(1);
		try (var process = new Process()) {
			devices.planned = () -> {
				planning.countDown();
				go.await();
			};
			var starting = Thread.ofVirtual().start(() -> {
				try {
					process.rollouts.start(request(1), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
				} catch (IOException e) {
					throw new UncheckedIOException(e);
				}
			});
			assertThat(planning.await(20, TimeUnit.SECONDS)).isTrue();
			var reading = Thread.ofVirtual().start(() -> process.rollouts.rollouts().forEach(r -> process.rollouts.possible(r.id())));
			boolean read = reading.join(Duration.ofSeconds(20));
			go.countDown();
			assertThat(read).isTrue();
			starting.join();
			process.end(process.rollouts.rollouts().getFirst().id());
		}
	}

	@Test
	void rollsAllWavesBackWhereThatIsWanted() throws Exception {
		devices.refusing.add("d2");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(5), plan(Duration.ZERO, OnFailure.ROLL_BACK_ALL, 100, 1, "1", "2"));
			assertThat(waves(process.end(id))).containsExactly(WaveState.ROLLED_BACK, WaveState.ROLLED_BACK, WaveState.PENDING);
			assertThat(devices.versions).containsEntry("d1", "1");
		}
	}

	@Test
	void goesOnWhenEnoughAreDone() throws Exception {
		devices.refusing.add("d2");
		try (var process = new Process()) {
			var rollout = process.end(process.rollouts.start(request(4), plan(Duration.ZERO, OnFailure.HALT, 50, 100, "2")));
			assertThat(rollout.state()).isEqualTo(State.SUCCEEDED);
			assertThat(devices.set).hasSize(3);
		}
	}

	@Test
	void whatHasNotBegunInAFailingWaveDoesNotBegin() throws Exception {
		var go = new CountDownLatch(1);
		try (var process = new Process()) {
			process.bench.handler.actions.put("a", context -> go.await());
			process.bench.handler.actions.put("a x0", context -> {
				throw new EngineException(EngineException.Kind.REFUSED, "no");
			});
			String id = process.rollouts.start(Bench.request("a", IntStream.range(0, 40).mapToObj(i -> "x" + i).toArray(String[]::new)),
					plan(Duration.ZERO, OnFailure.HALT, 100, 1, "40"));
			String run = process.rollouts.rollout(id).orElseThrow().waves().getFirst().runs().getFirst();
			until("the last one is given up", () -> process.bench.engine.run(run).orElseThrow().targets().getLast().state() == TaskState.CANCELLED);
			go.countDown();
			var rollout = process.end(id);
			assertThat(rollout.state()).isEqualTo(State.HALTED);
			assertThat(rollout.reason()).isEqualTo("1 of 40 targets of wave 1 failed: x0 on lab: no");
			assertThat(process.bench.handler.calls).filteredOn(c -> c.startsWith("run")).hasSizeLessThan(20);
			assertThat(process.bench.engine.run(run).orElseThrow().targets().get(1).state()).as("what had begun came to its end").isEqualTo(TaskState.SUCCEEDED);
			assertThat(waves(rollout)).containsExactly(WaveState.FAILED);
			assertThat(process.rollouts.possible(rollout.id())).containsExactlyInAnyOrder("resume", "rollback", "retry");
		}
	}

	@Test
	void retriesOnlyWhatFailedThenGoesOn() throws Exception {
		devices.refusing.add("d2");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(5), plan(Duration.ZERO, OnFailure.HALT, 100, 100, "3", "2"));
			assertThat(process.end(id).state()).isEqualTo(State.HALTED);
			assertThatThrownBy(() -> process.rollouts.pause(id)).isInstanceOf(IllegalArgumentException.class).hasMessage("The rollout cannot be paused: it is halted");
			devices.refusing.clear();
			process.rollouts.retryFailed(id);
			var rollout = process.end(id);
			assertThat(rollout.state()).isEqualTo(State.SUCCEEDED);
			assertThat(devices.set).filteredOn("d2=2"::equals).hasSize(1);
			assertThat(devices.set).filteredOn("d1=2"::equals).hasSize(1);
			assertThat(rollout.waves().getFirst().runs()).hasSize(2);
			var runs = rollout.waves().getFirst().runs();
			assertThat(process.bench.engine.run(runs.get(1)).orElseThrow().links().retryOf()).contains(runs.getFirst());
		}
	}

	@Test
	void aSickTargetFailsItsWaveWhileItSoaks() throws Exception {
		try (var process = new Process()) {
			String id = process.rollouts.start(request(3), plan(LONG, OnFailure.ROLL_BACK_WAVE, 100, 1, "2", "1"));
			until("it soaks", () -> process.state(id) == State.SOAKING);
			assertThat(process.rollouts.rollout(id).orElseThrow().waves().getFirst().soaksTo()).isPresent();
			devices.sick.put("d2", "it exited");
			var rollout = process.end(id);
			assertThat(rollout.state()).isEqualTo(State.ROLLED_BACK);
			assertThat(rollout.reason()).isEqualTo("1 of 2 targets of wave 1 is not healthy: d2 on lab: it exited");
			assertThat(devices.versions).containsEntry("d1", "1").containsEntry("d2", "1").doesNotContainKey("d3");
		}
	}

	@Test
	void healthThatCannotBeToldCountsWhenItPersists() throws Exception {
		devices.silent.add("d1");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(2), plan(LONG, OnFailure.HALT, 100, 1, "1"));
			var rollout = process.end(id);
			assertThat(rollout.state()).isEqualTo(State.HALTED);
			assertThat(rollout.reason()).endsWith("d1 on lab: Its health cannot be told: no answer");
			assertThat(rollout.waves().getFirst().health()).containsExactly("d1 on lab: Its health cannot be told: no answer");
		}
	}

	@Test
	void aClockThatIsSetNeitherEndsASoakNorHoldsItUp() throws Exception {
		try (var process = new Process()) {
			String id = process.rollouts.start(request(2), plan(LONG, OnFailure.HALT, 100, 1, "1"));
			until("it soaks", () -> process.state(id) == State.SOAKING);
			clockSet = Duration.ofDays(1);
			int asked = devices.asked.get();
			until("it was asked several times since", () -> devices.asked.get() > asked + 3);
			assertThat(process.state(id)).isEqualTo(State.SOAKING);
			var end = process.rollouts.rollout(id).orElseThrow().waves().getFirst().soaksTo().orElseThrow();
			assertThat(end).as("told by the clock as it is now").isBetween(Instant.now().plus(clockSet), Instant.now().plus(clockSet).plus(LONG).plusSeconds(3));
			clockSet = Duration.ofDays(-1);
			passed = LONG;
			until("the second wave began", () -> devices.versions.containsKey("d2"));
		}
	}

	@Test
	void haltsWhileItSoaksAtOnceAndGoesOnLater() throws Exception {
		try (var process = new Process()) {
			String id = process.rollouts.start(request(2), plan(LONG, OnFailure.HALT, 100, 1, "1"));
			until("it soaks", () -> process.state(id) == State.SOAKING);
			long start = System.nanoTime();
			process.rollouts.halt(id);
			assertThat(process.rollouts.await(id).state()).isEqualTo(State.HALTED);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
			assertThat(waves(process.rollouts.rollout(id).orElseThrow())).containsExactly(WaveState.HALTED, WaveState.PENDING);
			process.rollouts.resume(id);
			assertThat(process.state(id)).isEqualTo(State.SOAKING);
			process.rollouts.rollBack(id);
			assertThat(process.end(id).state()).isEqualTo(State.ROLLED_BACK);
			assertThat(devices.versions).containsExactly(Map.entry("d1", "1"));
		}
	}

	@Test
	void haltCancelsWhatRunsAndResumeDoesTheRest() throws Exception {
		devices.hanging.add("d1");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(2), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			until("it runs", () -> devices.set.contains("d1=2"));
			process.rollouts.halt(id);
			assertThat(process.rollouts.await(id).reason()).isEqualTo("Halted by the user");
			devices.hanging.clear();
			process.rollouts.resume(id);
			assertThat(process.end(id).state()).isEqualTo(State.SUCCEEDED);
		}
	}

	@Test
	void pauseLetsNoFurtherWaveStart() throws Exception {
		var go = new CountDownLatch(1);
		try (var process = new Process()) {
			process.bench.handler.actions.put("a", context -> go.await());
			String id = process.rollouts.start(Bench.request("a", "x", "y"), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			until("it runs", () -> process.bench.handler.calls.contains("run a x"));
			process.rollouts.pause(id);
			go.countDown();
			until("the wave is done", () -> waves(process.rollouts.rollout(id).orElseThrow()).getFirst() == WaveState.SUCCEEDED);
			assertThat(process.state(id)).isEqualTo(State.PAUSED);
			assertThat(process.bench.handler.calls).containsExactly("run a x");
			process.rollouts.resume(id);
			assertThat(process.end(id).state()).isEqualTo(State.SUCCEEDED);
		}
	}

	@Test
	void aVerbWithoutAWayBackSaysSo() throws Exception {
		try (var process = new Process()) {
			String id = process.rollouts.start(Bench.request("a", "x", "y"), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
			assertThat(process.end(id).state()).isEqualTo(State.SUCCEEDED);
			process.rollouts.rollBack(id);
			var rollout = process.end(id);
			assertThat(rollout.state()).isEqualTo(State.FAILED);
			assertThat(rollout.reason()).isEqualTo("2 targets could not be rolled back: x on lab, y on lab: What was done has no way back");
		}
	}

	@Test
	void refusesTwoOverTheSameTargets() throws Exception {
		devices.hanging.add("d1");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(1), RolloutPlan.USUAL);
			assertThatThrownBy(() -> process.rollouts.start(request(3), RolloutPlan.USUAL)).isInstanceOfSatisfying(DuplicateRolloutException.class,
					e -> assertThat(e.rollout()).isEqualTo(id));
			assertThatThrownBy(() -> process.rollouts.start(new TaskRequest(1, "no.such", "x", List.of(Bench.target("q")), JsonNodeFactory.instance.objectNode()),
					RolloutPlan.USUAL)).isInstanceOf(IllegalArgumentException.class);
			assertThat(process.rollouts.rollouts()).hasSize(1);
		}
	}

	@Test
	void aRestartLosesNothing() throws Exception {
		devices.hanging.add("d3");
		String id;
		try (var process = new Process()) {
			id = process.rollouts.start(request(6), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1", "3"));
			until("it hangs in the second wave", () -> devices.set.containsAll(List.of("d2=2", "d3=2", "d4=2")));
		}
		devices.hanging.clear();
		try (var process = new Process()) {
			var rollout = process.rollouts.rollout(id).orElseThrow();
			assertThat(rollout.state()).isEqualTo(State.INTERRUPTED);
			assertThat(waves(rollout)).containsExactly(WaveState.SUCCEEDED, WaveState.HALTED, WaveState.PENDING);
			assertThat(process.rollouts.possible(id)).containsExactly("resume", "halt", "rollback");
			process.rollouts.resume(id);
			assertThat(process.end(id).state()).isEqualTo(State.SUCCEEDED);
			assertThat(devices.versions.values()).hasSize(6).containsOnly("2");
			assertThat(devices.set).filteredOn(s -> s.startsWith("d1=")).hasSize(1);
		}
	}

	@Test
	void whatWasCutOffIsRolledBackToo() throws Exception {
		devices.hanging.add("d3");
		String id;
		try (var process = new Process()) {
			id = process.rollouts.start(request(6), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1", "3"));
			until("it hangs in the second wave", () -> devices.set.containsAll(List.of("d2=2", "d3=2", "d4=2")));
		}
		devices.hanging.clear();
		try (var process = new Process()) {
			process.rollouts.rollBack(id);
			assertThat(process.end(id).state()).isEqualTo(State.ROLLED_BACK);
			assertThat(devices.versions).hasSize(4).allSatisfy((device, version) -> assertThat(version).isEqualTo("1"));
		}
		try (var process = new Process()) {
			assertThat(process.state(id)).as("it is over").isEqualTo(State.ROLLED_BACK);
		}
	}

	@Test
	void anotherProcessOnlyReads() throws Exception {
		try (var owner = new Process()) {
			String id = owner.rollouts.start(request(2), plan(LONG, OnFailure.HALT, 100, 1, "1"));
			until("it soaks", () -> owner.state(id) == State.SOAKING);
			var taken = new Bench.Folder(folder, false);
			try (var reader = new Process(new Bench(taken))) {
				assertThat(reader.state(id)).isEqualTo(State.SOAKING);
				assertThatThrownBy(() -> reader.rollouts.halt(id)).hasMessageContaining("process 1, the console");
				assertThat(reader.log(id)).isNotEmpty();
				taken.ownerLives = false;
				assertThat(reader.state(id)).isEqualTo(State.INTERRUPTED);
			}
			assertThat(owner.state(id)).isEqualTo(State.SOAKING);
		}
	}

	@Test
	void listenersHearOfEachWave() throws Exception {
		try (var process = new Process()) {
			var heard = new CopyOnWriteArrayList<Rollout>();
			try (var listener = process.rollouts.addListener(heard::add)) {
				String id = process.rollouts.start(request(2), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1"));
				process.end(id);
				until("the end is told", () -> heard.stream().anyMatch(r -> r.state() == State.SUCCEEDED));
			}
			assertThat(new ArrayList<>(heard)).allSatisfy(r -> assertThat(r.task().title()).isEqualTo("Set version 2"));
		}
	}
}
