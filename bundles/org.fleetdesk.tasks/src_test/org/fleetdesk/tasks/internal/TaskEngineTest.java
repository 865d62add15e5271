package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.request;
import static org.fleetdesk.tasks.internal.Bench.target;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskHandler.Probe;
import org.fleetdesk.tasks.TaskLogLine;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskEngineTest {

	@TempDir
	private Path folder;
	private Bench bench;
	private TaskEngine engine;
	private Bench.Handler handler;

	@BeforeEach
	void opens() {
		bench = new Bench(folder);
		engine = bench.engine;
		handler = bench.handler;
	}

	@AfterEach
	void closes() {
		bench.close();
	}

	private static EngineException failure(String message) {
		return new EngineException(EngineException.Kind.FAILED, message);
	}

	@Test
	void doesTheStepsInOrderAndRemembersThem() throws Exception {
		handler.actions.put("b", context -> {
			assertThat(context.get("name")).contains("from a");
			context.log(Severity.WARNING, "slow today");
			context.publish(new Snapshot("lab", Instant.EPOCH, Map.of(), Map.of()));
			context.result("one runs");
		});
		handler.actions.put("a", context -> context.put("name", "from a"));
		String id = engine.submit(request("a b!", "one"));
		TaskRun run = engine.await(id);
		assertThat(run.state()).isEqualTo(TaskState.SUCCEEDED);
		assertThat(run.targets().getFirst().message()).isEqualTo("one runs");
		assertThat(run.fraction()).isEqualTo(1);
		assertThat(run.user()).isEqualTo(System.getProperty("user.name"));
		assertThat(run.ended()).isPresent();
		assertThat(id).matches("\\d{8}-\\d{6}-[0-9a-f]{4}");
		assertThat(handler.calls).containsExactly("run a one", "run b one");
		assertThat(engine.log(id)).extracting(TaskLogLine::text).containsExactly("Step a", "Step b", "slow today", "one runs");
		assertThat(bench.fleet.accepted).hasSize(1);
		bench.close();
		opens();
		assertThat(engine.run(id)).contains(run);
		assertThat(engine.log(id)).hasSize(4);
	}

	@Test
	void isInTheJournalBeforeItsFirstEffect() throws Exception {
		var seen = new ArrayList<String>();
		handler.actions.put("a", context -> {
			try (var files = Files.list(folder.resolve("journal"))) {
				seen.add(Files.readString(files.findFirst().orElseThrow()));
			} catch (IOException e) {
				throw failure(e.toString());
			}
		});
		String id = engine.submit(request("a!", "one"));
		engine.await(id);
		assertThat(seen.getFirst()).contains(id, "\"submitted\"", "\"started\"");
	}

	@Test
	void runsNothingWhenTheJournalCannotBeWritten() throws Exception {
		Files.writeString(folder.resolve("journal"), "a file where a folder should be");
		assertThatThrownBy(() -> engine.submit(request("a", "one"))).isInstanceOf(IOException.class).hasMessageContaining("journal");
		assertThat(handler.calls).isEmpty();
		assertThat(engine.runs()).isEmpty();
		Files.delete(folder.resolve("journal"));
		assertThat(engine.await(engine.submit(request("a", "one"))).state()).isEqualTo(TaskState.SUCCEEDED);
	}

	@Test
	void oneFailedTargetStopsOnlyItself() throws Exception {
		handler.actions.put("b two", context -> {
			throw failure("lab did not start two: it answered 500");
		});
		var run = engine.await(engine.submit(request("a b! c", "one", "two", "three")));
		assertThat(run.state()).isEqualTo(TaskState.FAILED);
		assertThat(run.targets()).extracting(TargetRun::state).containsExactly(TaskState.SUCCEEDED, TaskState.FAILED, TaskState.SUCCEEDED);
		assertThat(run.targets().get(1).message()).isEqualTo("lab did not start two: it answered 500; it is not tried again, because whether it happened cannot be told: "
				+ "look at two on lab. Done: Step a. Not begun: Step c");
		assertThat(handler.calls).contains("undo b two").doesNotContain("run c two", "undo a two");
		assertThat(engine.log(run.id())).filteredOn(l -> l.severity() == Severity.ERROR).extracting(TaskLogLine::target).containsExactly("two on lab");
	}

	@Test
	void aHandlerThatBreaksFailsItsTargetOnly() throws Exception {
		handler.actions.put("a one", context -> {
			throw new IllegalStateException("bug");
		});
		handler.undo.put("a", context -> {
			throw failure("lab is gone");
		});
		var run = engine.await(engine.submit(request("a", "one", "two")));
		assertThat(run.targets()).extracting(TargetRun::state).containsExactly(TaskState.FAILED, TaskState.SUCCEEDED);
		assertThat(run.targets().getFirst().message()).contains("unexpected").doesNotContain("Exception").endsWith("What \"Step a\" left behind could not be undone: lab is gone");
	}

	@Test
	void cancelEndsAStepThatWouldHangForever() throws Exception {
		var hangs = new CountDownLatch(1);
		handler.actions.put("b", context -> {
			hangs.countDown();
			Bench.hang();
		});
		String id = engine.submit(request("a b c", "one"));
		hangs.await();
		engine.cancel(id);
		var run = engine.await(id);
		assertThat(run.state()).isEqualTo(TaskState.CANCELLED);
		assertThat(run.targets().getFirst().message()).isEqualTo("Cancelled during \"Step b\". Done: Step a. Not begun: Step c");
		assertThat(handler.calls).containsExactly("run a one", "run b one", "undo b one");
	}

	@Test
	void cancelLeavesTheQueueToo() throws Exception {
		var hangs = new CountDownLatch(1);
		handler.actions.put("a", context -> {
			hangs.countDown();
			Bench.hang();
		});
		String first = engine.submit(request("a", "one"));
		hangs.await();
		String second = engine.submit(request("b", "one"));
		String third = engine.submit(request("c", "one"));
		engine.cancel(second);
		assertThat(engine.await(second).targets().getFirst().message()).isEqualTo("Cancelled before it began");
		engine.cancel(first);
		assertThat(engine.await(third).state()).isEqualTo(TaskState.SUCCEEDED);
		assertThat(handler.calls).containsExactly("run a one", "undo a one", "run c one");
	}

	@Test
	void aSecondCancelGivesTheUndoingUp() throws Exception {
		handler.actions.put("a", context -> Bench.hang());
		handler.undo.put("a", context -> Bench.hang());
		String id = engine.submit(request("a!", "one"));
		until("it hangs", () -> handler.calls.contains("run a one"));
		engine.cancel(id);
		until("it undoes", () -> handler.calls.contains("undo a one"));
		assertThat(engine.run(id).orElseThrow().targets().getFirst().step()).isEqualTo("Undo: Step a");
		assertThat(engine.run(id).orElseThrow().state()).isEqualTo(TaskState.RUNNING);
		engine.cancel(id);
		var run = engine.await(id);
		assertThat(run.state()).isEqualTo(TaskState.CANCELLED);
		assertThat(run.targets().getFirst().message()).isEqualTo("Cancelled during \"Step a\". What \"Step a\" left behind could not be undone: it was cancelled");
	}

	@Test
	void tellsWhatWasUndone() throws Exception {
		handler.actions.put("a", context -> Bench.hang());
		handler.undo.put("a", context -> context.log(Severity.INFO, "one is removed again"));
		String id = engine.submit(request("a! b", "one"));
		until("it hangs", () -> handler.calls.contains("run a one"));
		engine.cancel(id);
		assertThat(engine.await(id).targets().getFirst().message()).isEqualTo("Cancelled during \"Step a\". Not begun: Step b. one is removed again");
	}

	@Test
	void actsOnAResourceOneAtATimeInOrderWhileOthersGoOn() throws Exception {
		var go = new CountDownLatch(1);
		handler.actions.put("a0 one", context -> go.await());
		var ids = new ArrayList<String>();
		for (int i = 0; i < 20; i++) {
			ids.add(engine.submit(request("a" + i, "one", "other" + i)));
		}
		until("others need not wait", () -> handler.calls.stream().filter(c -> c.contains("other")).count() == 20);
		assertThat(handler.calls.stream().filter(c -> c.endsWith(" one"))).containsExactly("run a0 one");
		go.countDown();
		for (String id : ids) {
			engine.await(id);
		}
		assertThat(handler.calls.stream().filter(c -> c.endsWith(" one")).toList())
				.isEqualTo(IntStream.range(0, 20).mapToObj(i -> "run a" + i + " one").toList());
	}

	@Test
	void sparesAConnection() throws Exception {
		var running = new AtomicInteger();
		var most = new AtomicInteger();
		var go = new Semaphore(0);
		handler.actions.put("a", context -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			go.acquire();
			running.decrementAndGet();
		});
		String id = engine.submit(request("a", IntStream.range(0, 30).mapToObj(i -> "t" + i).toArray(String[]::new)));
		until("four run", () -> running.get() == 4);
		go.release(30);
		assertThat(engine.await(id).state()).isEqualTo(TaskState.SUCCEEDED);
		assertThat(most).hasValue(4);
	}

	@Test
	void refusesWhatRunsAlready() throws Exception {
		var go = new CountDownLatch(1);
		handler.actions.put("a", context -> go.await());
		String id = engine.submit(request("a", "one"));
		assertThatThrownBy(() -> engine.submit(request("a", "two", "one"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(id)
				.hasMessageContaining("one on lab");
		String other = engine.submit(request("a b", "one"));
		go.countDown();
		engine.await(id);
		engine.await(other);
		assertThat(engine.await(engine.submit(request("a", "one"))).state()).isEqualTo(TaskState.SUCCEEDED);
		assertThat(engine.runs()).hasSize(3);
	}

	@Test
	void refusesAVerbThatNobodyKnows() {
		var request = new TaskRequest(1, "test.unknown", "?", List.of(target("one")), request("a", "one").parameters());
		assertThatThrownBy(() -> engine.submit(request)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("test.unknown");
		assertThatThrownBy(() -> engine.await("nothing")).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> engine.log("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void retriesOnlyWhatIsNotDone() throws Exception {
		var broken = ConcurrentHashMap.<String>newKeySet();
		Collections.addAll(broken, "two", "three");
		handler.actions.put("b", context -> {
			if (context.request().targets().stream().anyMatch(t -> broken.contains(t.resource().key()))) {
				throw failure("broken");
			}
		});
		handler.actions.put("b one", context -> { });
		handler.actions.put("a", context -> context.put("seen", "yes"));
		var first = engine.await(engine.submit(request("a! b!", "one", "two", "three")));
		broken.clear();
		handler.calls.clear();
		handler.probes.put("a", Probe.HAPPENED);
		var origins = Set.of(first.id());
		handler.actions.put("b", context -> {
			if (!origins.contains(context.runId()) || context.get("seen").isEmpty()) {
				throw failure("what the first run made cannot be found");
			}
		});
		var second = engine.await(engine.retry(first.id()));
		assertThat(second.state()).isEqualTo(TaskState.SUCCEEDED);
		assertThat(second.links().retryOf()).contains(first.id());
		assertThat(first.retryable()).isTrue();
		assertThat(engine.run(first.id()).orElseThrow().links().retriedBy()).contains(second.id());
		assertThat(engine.run(first.id()).orElseThrow().retryable()).isFalse();
		assertThat(second.targets()).extracting(t -> t.target().resource().key()).containsExactly("two", "three");
		assertThat(handler.calls).contains("probe a two", "run b two", "run b three").doesNotContain("run a two", "run a three");
		assertThatThrownBy(() -> engine.retry(first.id())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(second.id());
		assertThatThrownBy(() -> engine.retry(second.id())).isInstanceOf(IllegalArgumentException.class);
		bench.close();
		opens();
		assertThat(engine.run(first.id()).orElseThrow().links().retriedBy()).contains(second.id());
	}

	@Test
	void discardPutsAFailedRunAside() throws Exception {
		var broken = new Semaphore(0);
		handler.actions.put("a", context -> {
			throw failure("no");
		});
		handler.undo.put("a", context -> {
			if (!broken.tryAcquire()) {
				throw failure("lab is gone");
			}
		});
		String id = engine.submit(request("a!", "one"));
		engine.await(id);
		broken.release();
		engine.discard(id);
		assertThat(engine.await(id).state()).isEqualTo(TaskState.DISCARDED);
		assertThat(handler.calls).containsExactly("run a one", "probe a one", "undo a one", "undo a one");
		assertThatThrownBy(() -> engine.discard(id)).isInstanceOf(IllegalArgumentException.class);
		bench.close();
		opens();
		assertThat(engine.run(id).orElseThrow().state()).isEqualTo(TaskState.DISCARDED);
	}

	@Test
	void tellsProgressWithoutFloodingListeners() throws Exception {
		var heard = new CopyOnWriteArrayList<TaskRun>();
		engine.addListener(run -> {
			throw new IllegalStateException("a bad listener");
		});
		engine.addListener(heard::add);
		var half = new CountDownLatch(1);
		var go = new CountDownLatch(1);
		handler.actions.put("b", context -> {
			for (int i = 1; i <= 100_000; i++) {
				context.progress(new Progress(i, 200_000, Progress.Unit.BYTES));
			}
			half.countDown();
			go.await();
		});
		String id = engine.submit(request("a b", "one"));
		half.await();
		var target = engine.run(id).orElseThrow().targets().getFirst();
		assertThat(target.fraction()).isEqualTo(0.75);
		assertThat(target.step()).isEqualTo("Step b");
		go.countDown();
		engine.await(id);
		until("the end is told", () -> !heard.isEmpty() && heard.getLast().state() == TaskState.SUCCEEDED);
		assertThat(heard).hasSizeLessThan(1_000);
	}
}
