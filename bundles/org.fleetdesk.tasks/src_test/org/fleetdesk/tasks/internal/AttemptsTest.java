package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.request;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.DuplicateTaskException;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Steps that fail in a way that may pass. */
class AttemptsTest {

	/** Pauses that no test sees the end of. */
	private static final TaskEngine.Manners PATIENT = new TaskEngine.Manners(new Attempts(3, Duration.ofHours(1), 4, 0.2), new Turns.Bounds(1, 1), Duration.ofSeconds(10));

	@TempDir
	private Path folder;

	private static Bench.Action fails(int times, Kind kind) {
		var left = new AtomicInteger(times);
		return context -> {
			if (left.getAndDecrement() > 0) {
				throw new EngineException(kind, "lab did not do it");
			}
		};
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.INCLUDE, names = { "UNREACHABLE", "TIMED_OUT", "FAILED", "CONFLICT" })
	void triesAgainWhatMayPass(Kind kind) throws Exception {
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", fails(2, kind));
			var run = bench.engine.await(bench.engine.submit(request("a b", "one")));
			assertThat(run.state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.handler.calls).containsExactly("run a one", "run a one", "run a one", "run b one");
			assertThat(bench.engine.log(run.id())).filteredOn(l -> l.severity() == Severity.WARNING).extracting(TaskLogLine::text).hasSize(2)
					.allMatch(l -> l.matches("Attempt [12] of 3 failed: lab did not do it; again in 0\\.0 s"));
		}
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "UNREACHABLE", "TIMED_OUT", "FAILED", "CONFLICT" })
	void doesNotTryAgainWhatCannotPass(Kind kind) throws Exception {
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", fails(1, kind));
			var run = bench.engine.await(bench.engine.submit(request("a", "one")));
			assertThat(run.targets().getFirst().message()).isEqualTo("lab did not do it");
			assertThat(run.targets().getFirst().attempt()).isEqualTo(1);
			assertThat(bench.handler.calls).containsExactly("run a one", "undo a one");
		}
	}

	@Test
	void givesUpAfterTheLastAttemptAndSaysHowManyThereWere() throws Exception {
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", fails(9, Kind.UNREACHABLE));
			var run = bench.engine.await(bench.engine.submit(request("a b", "one")));
			assertThat(run.state()).isEqualTo(TaskState.FAILED);
			assertThat(run.targets().getFirst().message()).isEqualTo("lab did not do it, 3 attempts. Not begun: Step b");
			assertThat(run.targets().getFirst().attempt()).isEqualTo(3);
			assertThat(bench.handler.calls).containsExactly("run a one", "run a one", "run a one", "undo a one");
		}
	}

	@ParameterizedTest
	@EnumSource
	void doesNotDoTwiceWhatMayHaveHappened(Probe probe) throws Exception {
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", fails(1, Kind.TIMED_OUT));
			bench.handler.probes.put("a", probe);
			var run = bench.engine.await(bench.engine.submit(request("a! b", "one")));
			switch (probe) {
			case HAPPENED -> assertThat(bench.handler.calls).containsExactly("run a one", "probe a one", "run b one");
			case NOT_HAPPENED -> assertThat(bench.handler.calls).containsExactly("run a one", "probe a one", "run a one", "run b one");
			case UNKNOWN -> {
				assertThat(bench.handler.calls).containsExactly("run a one", "probe a one", "undo a one");
				assertThat(run.targets().getFirst().message()).startsWith("lab did not do it; it is not tried again, because whether it happened cannot be told: look at one on lab");
			}
			}
			assertThat(run.state()).isEqualTo(probe == Probe.UNKNOWN ? TaskState.FAILED : TaskState.SUCCEEDED);
		}
	}

	@Test
	void keepsNobodyWhileItWaits() throws Exception {
		try (var bench = new Bench(new Bench.Folder(folder, true), PATIENT)) {
			var before = Instant.now();
			bench.handler.actions.put("a", fails(9, Kind.UNREACHABLE));
			String id = bench.engine.submit(request("a", "one"));
			until("it waits", () -> bench.engine.run(id).orElseThrow().state() == TaskState.WAITING);
			var target = bench.engine.run(id).orElseThrow().targets().getFirst();
			assertThat(target.state()).isEqualTo(TaskState.WAITING);
			assertThat(target.attempt()).isEqualTo(1);
			assertThat(target.nextAttempt().orElseThrow()).isBetween(before.plus(Duration.ofMinutes(47)), Instant.now().plus(Duration.ofMinutes(73)));
			assertThat(bench.engine.await(bench.engine.submit(request("b", "two"))).state()).as("another on the only place").isEqualTo(TaskState.SUCCEEDED);

			assertThatThrownBy(() -> bench.engine.submit(request("a", "one"))).isInstanceOfSatisfying(DuplicateTaskException.class, e -> assertThat(e.run()).isEqualTo(id));
			String next = bench.engine.submit(request("c", "one"));
			assertThat(bench.engine.run(next).orElseThrow().state()).as("the resource is not free").isEqualTo(TaskState.QUEUED);

			bench.engine.cancel(id);
			assertThat(bench.engine.await(id).targets().getFirst().message()).isEqualTo("Cancelled before \"Step a\" was tried again; lab did not do it");
			assertThat(bench.engine.await(next).state()).isEqualTo(TaskState.SUCCEEDED);
		}
	}

	@Test
	void aRunThatWaitedWhenItsProcessEndedIsInterrupted() throws Exception {
		String id;
		try (var bench = new Bench(new Bench.Folder(folder, true), PATIENT)) {
			bench.handler.actions.put("a", fails(9, Kind.UNREACHABLE));
			id = bench.engine.submit(request("a", "one"));
			until("it waits", () -> bench.engine.run(id).orElseThrow().state() == TaskState.WAITING);
			try (var reader = new Bench(new Bench.Folder(folder, false))) {
				assertThat(reader.engine.run(id).orElseThrow().state()).as("another process knows").isEqualTo(TaskState.WAITING);
			}
		}
		try (var bench = new Bench(folder)) {
			var target = bench.engine.run(id).orElseThrow().targets().getFirst();
			assertThat(target.state()).isEqualTo(TaskState.INTERRUPTED);
			assertThat(target.message()).isEqualTo("Fleetdesk ended before \"Step a\" was tried again");
			assertThat(target.nextAttempt()).isEmpty();
			bench.engine.resume(id);
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
		}
	}

	@Test
	void aRunOfWhichOnePartWaitsAndOneRunsIsRunning() throws Exception {
		var both = new TaskEngine.Manners(PATIENT.attempts(), Turns.Bounds.USUAL, PATIENT.undoDeadline());
		try (var bench = new Bench(new Bench.Folder(folder, true), both)) {
			var go = new CountDownLatch(1);
			bench.handler.actions.put("a one", fails(9, Kind.UNREACHABLE));
			bench.handler.actions.put("a two", context -> go.await());
			String id = bench.engine.submit(request("a", "one", "two"));
			until("one waits, the other runs", () -> bench.engine.run(id).orElseThrow().targets().getFirst().state() == TaskState.WAITING
					&& bench.engine.run(id).orElseThrow().targets().getLast().state() == TaskState.RUNNING);
			assertThat(bench.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
			go.countDown();
			until("all that is left waits", () -> bench.engine.run(id).orElseThrow().state() == TaskState.WAITING);
		}
	}

	@Test
	void pausesGrowAndAreSpread() {
		assertThat(Attempts.USUAL.pause(1, 0.5)).isEqualTo(Duration.ofSeconds(1));
		assertThat(Attempts.USUAL.pause(2, 0.5)).isEqualTo(Duration.ofSeconds(4));
		assertThat(Attempts.USUAL.pause(1, 0)).isEqualTo(Duration.ofMillis(800));
		assertThat(Attempts.USUAL.pause(2, 1)).isEqualTo(Duration.ofMillis(4800));
	}
}
