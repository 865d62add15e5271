package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.request;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.tasks.DuplicateTaskException;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that go on where they were cut off. */
class ResumeTest {

	@TempDir
	private Path folder;

	/** A run of which one target is done, and one was cut off in its step b. */
	private String cutOff(String steps) throws Exception {
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", context -> context.put("name", "kept"));
			bench.handler.actions.put("b two", context -> Bench.hang());
			String id = bench.engine.submit(request(steps, "one", "two"));
			until("one is done, the other hangs", () -> bench.handler.calls.contains("run b two")
					&& bench.engine.run(id).orElseThrow().targets().getFirst().state() == TaskState.SUCCEEDED);
			return id;
		}
	}

	@Test
	void goesOnAsTheSameRunAndRepeatsOnlyTheStepThatWasCutOff() throws Exception {
		String id = cutOff("a b c");
		try (var bench = new Bench(folder)) {
			var name = new AtomicReference<>("");
			bench.handler.actions.put("c", context -> name.set(context.get("name").orElse("lost") + " by " + context.runId()));
			assertThat(bench.engine.run(id).orElseThrow().resumable()).isTrue();
			bench.engine.resume(id);
			var run = bench.engine.await(id);
			assertThat(run.state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(run.resumable()).isFalse();
			assertThat(run.fraction()).isEqualTo(1);
			assertThat(bench.handler.calls).containsExactly("run b two", "run c two");
			assertThat(name).hasValue("kept by " + id);
			assertThat(bench.engine.runs()).hasSize(1);
			assertThatThrownBy(() -> bench.engine.resume(id)).isInstanceOf(IllegalArgumentException.class).hasMessage("Nothing of task " + id + " is left to be resumed");
		}
		try (var again = new Bench(folder)) {
			assertThat(again.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.SUCCEEDED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void asksWhetherAStepHappenedThatMustNotBeDoneTwice(Probe probe) throws Exception {
		String id = cutOff("a! b! c!");
		try (var bench = new Bench(folder)) {
			bench.handler.probes.put("b", probe);
			bench.engine.resume(id);
			var run = bench.engine.await(id);
			assertThat(bench.handler.calls.getFirst()).as("a is known to be done").isEqualTo("probe b two");
			assertThat(bench.handler.calls.contains("run b two")).isEqualTo(probe == Probe.NOT_HAPPENED);
			if (probe == Probe.UNKNOWN) {
				assertThat(run.targets()).extracting(TargetRun::state).containsExactly(TaskState.SUCCEEDED, TaskState.FAILED);
				assertThat(run.targets().get(1).message()).isEqualTo("\"Step b\" was cut off, and whether it happened cannot be told: look at two on lab, then discard this task "
						+ "or start it anew. Done: Step a. Not begun: Step c");
				assertThat(run.retryable()).isTrue();
			} else {
				assertThat(run.state()).isEqualTo(TaskState.SUCCEEDED);
			}
		}
	}

	@Test
	void canBeCutOffAndResumedAgain() throws Exception {
		String id = cutOff("a b c");
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("c", context -> Bench.hang());
			bench.engine.resume(id);
			until("it hangs", () -> bench.handler.calls.contains("run c two"));
			assertThatThrownBy(() -> bench.engine.resume(id)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("still running");
		}
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.run(id).orElseThrow().targets().get(1).message()).isEqualTo("Fleetdesk ended during \"Step c\"");
			bench.engine.resume(id);
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.handler.calls).containsExactly("run c two");
		}
	}

	@Test
	void isRefusedWhileTheSameRunsOnTheTarget() throws Exception {
		String id = cutOff("a b c");
		try (var bench = new Bench(folder)) {
			var go = new CountDownLatch(1);
			bench.handler.actions.put("a", context -> go.await());
			String other = bench.engine.submit(request("a b c", "two"));
			assertThatThrownBy(() -> bench.engine.resume(id)).isInstanceOfSatisfying(DuplicateTaskException.class, e -> assertThat(e.run()).isEqualTo(other));
			go.countDown();
			bench.engine.await(other);
			bench.engine.resume(id);
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
		}
	}

	@Test
	void cancelBeforeItGoesOnLeavesItInterrupted() throws Exception {
		String id = cutOff("a b c");
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("x", context -> Bench.hang());
			String blocker = bench.engine.submit(request("x", "two"));
			until("the resource is busy", () -> bench.handler.calls.contains("run x two"));
			bench.engine.resume(id);
			assertThat(bench.engine.run(id).orElseThrow().targets().get(1).state()).isEqualTo(TaskState.QUEUED);
			bench.engine.cancel(id);
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.INTERRUPTED);
			bench.engine.cancel(blocker);
			bench.engine.resume(id);
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
		}
	}

	/** A run that was cancelled, and whose process ended while it was undoing. */
	private String cutOffWhileUndoing() throws Exception {
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("b", context -> Bench.hang());
			bench.handler.undo.put("b", context -> Bench.hang());
			String id = bench.engine.submit(request("a b! c", "one"));
			until("it hangs", () -> bench.handler.calls.contains("run b one"));
			bench.engine.cancel(id);
			until("it undoes", () -> bench.handler.calls.contains("undo b one"));
			return id;
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "resume", "discard", "retry" })
	void whatWasCutOffWhileUndoingIsNotStuck(String how) throws Exception {
		String id = cutOffWhileUndoing();
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.run(id).orElseThrow().targets().getFirst().message()).isEqualTo("Fleetdesk ended during \"Undo: Step b\"");
			bench.handler.probes.put("b", Probe.NOT_HAPPENED);
			switch (how) {
			case "resume" -> {
				bench.engine.resume(id);
				var run = bench.engine.await(id);
				assertThat(run.state()).as("it was cancelled").isEqualTo(TaskState.CANCELLED);
				assertThat(run.targets().getFirst().message()).isEqualTo("Cancelled during \"Step b\". Done: Step a. Not begun: Step c");
				assertThat(bench.handler.calls).containsExactly("undo b one");
			}
			case "discard" -> {
				bench.engine.discard(id);
				assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.DISCARDED);
				assertThat(bench.handler.calls).containsExactly("undo b one", "undo a one");
			}
			default -> {
				assertThat(bench.engine.await(bench.engine.retry(id)).state()).isEqualTo(TaskState.SUCCEEDED);
				assertThat(bench.handler.calls).containsExactly("run a one", "probe b one", "run b one", "run c one");
			}
			}
		}
	}

	@Test
	void aDiscardThatWasCutOffGoesOn() throws Exception {
		String id = cutOff("a! b! c!");
		try (var bench = new Bench(folder)) {
			bench.handler.undo.put("b", context -> Bench.hang());
			bench.engine.discard(id);
			until("it undoes", () -> bench.handler.calls.contains("undo b two"));
		}
		try (var bench = new Bench(folder)) {
			assertThat(bench.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.INTERRUPTED);
			bench.engine.resume(id);
			assertThat(bench.engine.await(id).targets()).extracting(TargetRun::state).containsExactly(TaskState.SUCCEEDED, TaskState.DISCARDED);
			assertThat(bench.handler.calls).containsExactly("undo b two", "undo a two");
		}
	}

	/** A request that another version wrote. */
	@Test
	void whatCannotBePlannedAnyMoreIsRefusedAndCanBePutAside() throws Exception {
		String id = cutOff("a b c");
		try (var bench = new Bench(folder)) {
			bench.handler.unplannable = true;
			assertThatThrownBy(() -> bench.engine.resume(id)).isInstanceOf(IllegalArgumentException.class);
			assertThat(bench.engine.run(id).orElseThrow().state()).isEqualTo(TaskState.INTERRUPTED);
			bench.engine.discard(id);
			assertThat(bench.engine.await(id).targets().get(1).message()).startsWith("Discarded; nothing was undone");
		}
	}

	@Test
	void anUndoingThatFailsSaysWhatIsLeftAndCanBeTriedAgain() throws Exception {
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", context -> Bench.hang());
			bench.handler.undo.put("a", context -> {
				throw new EngineException(EngineException.Kind.UNREACHABLE, "lab does not answer");
			});
			String id = bench.engine.submit(request("a!", "one"));
			until("it hangs", () -> bench.handler.calls.contains("run a one"));
			bench.engine.cancel(id);
			assertThat(bench.engine.await(id).targets().getFirst().message())
					.isEqualTo("Cancelled during \"Step a\". What \"Step a\" left behind could not be undone: lab does not answer");
			bench.handler.undo.clear();
			bench.engine.discard(id);
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.DISCARDED);
		}
	}
}
