package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.tasks.internal.Bench.request;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Steps that wait for others leave their turn to others. */
@Timeout(60)
class WaitingTest {

	/** There is one turn. */
	private static final TaskEngine.Manners ONE = new TaskEngine.Manners(new Attempts(1, Duration.ofMillis(2), 2, 0.2), new Turns.Bounds(1, 1), Duration.ofSeconds(10));

	@TempDir
	private Path folder;
	private final CountDownLatch waits = new CountDownLatch(1);
	private final CountDownLatch come = new CountDownLatch(1);
	private Bench.Action wait;

	@BeforeEach
	void begin() {
		wait = context -> context.waiting(() -> {
			waits.countDown();
			come.await();
		});
	}

	@Test
	void othersHaveTheTurnOfOneThatWaitsAndItHasItAgainAfterwards() throws Exception {
		try (var bench = new Bench(new Bench.Folder(folder, true), ONE)) {
			var working = new CountDownLatch(1);
			var go = new CountDownLatch(1);
			bench.handler.actions.put("a", wait);
			bench.handler.actions.put("c", context -> {
				working.countDown();
				go.await();
			});
			String first = bench.engine.submit(request("a b", "one"));
			waits.await();
			assertThat(bench.engine.await(bench.engine.submit(request("x", "two"))).state()).as("another on the only place").isEqualTo(TaskState.SUCCEEDED);
			String third = bench.engine.submit(request("c", "three"));
			working.await();
			come.countDown();
			assertThat(bench.engine.run(first).orElseThrow().state()).as("the place is taken").isEqualTo(TaskState.RUNNING);
			String fourth = bench.engine.submit(request("d", "four"));
			go.countDown();
			assertThat(bench.engine.await(first).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.await(third).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.await(fourth).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.handler.calls.indexOf("run b one")).as("its own next step").isGreaterThan(bench.handler.calls.indexOf("run c three"));
		}
	}

	@Test
	void aTurnThatWasLeftIsNotGivenBackTwice() throws Exception {
		try (var bench = new Bench(new Bench.Folder(folder, true), ONE)) {
			bench.handler.actions.put("a", context -> context.waiting(() -> context.waiting(() -> {
				throw new EngineException(Kind.REFUSED, "nobody came");
			})));
			String failed = bench.engine.submit(request("a", "one"));
			assertThat(bench.engine.await(failed).targets().getFirst().message()).isEqualTo("nobody came");
			bench.handler.actions.put("b", wait);
			String broken = bench.engine.submit(request("b", "two"));
			waits.await();
			bench.engine.cancel(broken);
			assertThat(bench.engine.await(broken).state()).isEqualTo(TaskState.CANCELLED);
			// had one of them been given back twice, two could work beside each other now
			var working = new CountDownLatch(1);
			bench.handler.actions.put("c", context -> {
				working.countDown();
				Bench.hang();
			});
			String holder = bench.engine.submit(request("c", "three"));
			working.await();
			String other = bench.engine.submit(request("d", "four"));
			assertThat(bench.engine.run(other).orElseThrow().state()).isEqualTo(TaskState.QUEUED);
			bench.engine.cancel(holder);
			assertThat(bench.engine.await(other).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.handler.calls.indexOf("run d four")).isGreaterThan(bench.handler.calls.indexOf("undo c three"));
		}
	}

	@Test
	void whoIsCancelledWhileItWaitsHasATurnForItsUndo() throws Exception {
		try (var bench = new Bench(new Bench.Folder(folder, true), ONE)) {
			bench.handler.actions.put("a", wait);
			String waiting = bench.engine.submit(request("a", "one"));
			waits.await();
			var working = new CountDownLatch(1);
			var go = new CountDownLatch(1);
			bench.handler.actions.put("b", context -> {
				working.countDown();
				go.await();
			});
			String holder = bench.engine.submit(request("b c", "two"));
			working.await();
			bench.engine.cancel(waiting);
			until("it is about to be undone", () -> bench.engine.run(waiting).orElseThrow().targets().getFirst().step().startsWith("Undo"));
			go.countDown();
			assertThat(bench.engine.await(holder).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.await(waiting).state()).isEqualTo(TaskState.CANCELLED);
			assertThat(bench.handler.calls).containsExactly("run a one", "run b two", "run c two", "undo a one");
		}
	}

	@Test
	void whatEndsAWaitDoesNotWaitForIt() throws Exception {
		try (var bench = new Bench(new Bench.Folder(folder, true), ONE)) {
			bench.handler.actions.put("a", wait);
			bench.handler.actions.put("end", context -> come.countDown());
			bench.handler.atOnce = "end";
			String waiting = bench.engine.submit(request("a", "one"));
			waits.await();
			String next = bench.engine.submit(request("b", "one"));
			assertThat(bench.engine.await(bench.engine.submit(request("end", "one"))).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.await(waiting).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.await(next).state()).as("others keep to the line").isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.handler.calls).containsExactly("run a one", "run end one", "run b one");
		}
	}

	@Test
	void whatStopsTheNotBegunStopsWhoWaitsButNotWhoIsUnderWay() throws Exception {
		try (var bench = new Bench(folder)) {
			var begun = new CountDownLatch(1);
			bench.handler.actions.put("a one", wait);
			bench.handler.actions.put("a two", context -> context.waiting(() -> {
				context.underWay();
				begun.countDown();
				come.await();
			}));
			String id = bench.engine.submit(request("a", "one", "two"));
			waits.await();
			begun.await();
			bench.engine.cancelQueued(id);
			until("who waits is stopped", () -> bench.engine.run(id).orElseThrow().targets().getFirst().state() == TaskState.CANCELLED);
			assertThat(bench.handler.calls).contains("undo a one");
			come.countDown();
			assertThat(bench.engine.await(id).targets().getLast().state()).isEqualTo(TaskState.SUCCEEDED);
		}
	}

	@Test
	void whatStopsTheNotBegunStopsAlsoWhoComesToWaitOnlyLater() throws Exception {
		try (var bench = new Bench(folder)) {
			var working = new CountDownLatch(1);
			var go = new CountDownLatch(1);
			bench.handler.actions.put("a one", context -> {
				working.countDown();
				go.await();
				wait.run(context);
			});
			String id = bench.engine.submit(request("a", "one"));
			working.await();
			bench.engine.cancelQueued(id);
			go.countDown();
			assertThat(bench.engine.await(id).state()).isEqualTo(TaskState.CANCELLED);
			assertThat(bench.handler.calls).containsExactly("run a one", "undo a one");
		}
	}
}
