package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.request;
import static org.fleetdesk.tasks.internal.Bench.target;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs as parts of a rollout, and the bounds of what goes on at a time. */
class RunStarterTest {

	@TempDir
	private Path folder;

	@Test
	void runsOfARolloutAreFoundByIt() throws Exception {
		String first;
		String again;
		try (var bench = new Bench(folder)) {
			bench.handler.actions.put("a", context -> {
				context.put("sick", "it coughs");
				throw new EngineException(EngineException.Kind.REFUSED, "no");
			});
			first = bench.engine.reserve();
			bench.engine.start(first, request("a", "one"), "r1", Map.of());
			assertThat(bench.engine.await(first).links().rollout()).contains("r1");
			assertThatThrownBy(() -> bench.engine.start(first, request("b", "one"), "r1", Map.of())).isInstanceOf(IllegalArgumentException.class);
			again = bench.engine.reserve();
			bench.engine.start(again, request("a", "one"), "r1", Map.of(target("one"), first));
			bench.engine.await(again);
			bench.engine.await(bench.engine.submit(request("b", "one")));
			assertThat(bench.engine.run(again).orElseThrow().links().retryOf()).contains(first);
			assertThat(bench.engine.kept(again, target("one"))).containsEntry("sick", "it coughs");
			assertThat(bench.engine.unhealthy(again, target("one"))).contains("it coughs");
			assertThatThrownBy(() -> bench.engine.unhealthy(again, target("two"))).isInstanceOf(IllegalArgumentException.class);
		}
		try (var bench = new Bench(folder)) {
			for (String run : List.of(first, again)) {
				assertThat(bench.engine.run(run).orElseThrow().links().rollout()).contains("r1");
			}
		}
	}

	@Test
	void cancelOfWhatIsQueuedLetsTheRestRun() throws Exception {
		try (var bench = new Bench(folder)) {
			var go = new CountDownLatch(1);
			bench.handler.actions.put("a", context -> go.await());
			String id = bench.engine.submit(request("a", IntStream.range(0, 10).mapToObj(i -> "t" + i).toArray(String[]::new)));
			until("four run", () -> bench.handler.calls.size() == 4);
			bench.engine.cancelQueued(id);
			until("the others end", () -> bench.engine.run(id).orElseThrow().targets().stream().filter(t -> t.state() == TaskState.CANCELLED).count() == 6);
			go.countDown();
			var run = bench.engine.await(id);
			assertThat(run.targets().stream().filter(t -> t.state() == TaskState.SUCCEEDED)).hasSize(4);
			assertThat(run.targets().stream().filter(t -> t.state() == TaskState.CANCELLED)).extracting(TargetRun::message).containsOnly("Cancelled before it began");
		}
	}

	@Test
	void aFullConnectionTakesNoPlaceOfTheWhole() throws Exception {
		var manners = new TaskEngine.Manners(Bench.MANNERS.attempts(), new Turns.Bounds(1, 2), Duration.ofSeconds(10));
		try (var bench = new Bench(new Bench.Folder(folder, true), manners)) {
			var go = new CountDownLatch(1);
			bench.handler.actions.put("a", context -> go.await());
			String busy = bench.engine.submit(request("a", "east/one", "east/two", "east/three"));
			until("one of them runs", () -> bench.handler.calls.size() == 1);
			String other = bench.engine.submit(request("a", "west/four"));
			until("the other connection has the second place", () -> bench.handler.calls.contains("run a four"));
			String third = bench.engine.submit(request("a", "north/five"));
			assertThat(bench.engine.run(busy).orElseThrow().targets()).extracting(TargetRun::state)
					.containsExactlyInAnyOrder(TaskState.RUNNING, TaskState.QUEUED, TaskState.QUEUED);
			assertThat(bench.engine.run(third).orElseThrow().state()).as("all places are taken").isEqualTo(TaskState.QUEUED);
			bench.engine.cancel(third);
			assertThat(bench.engine.await(third).state()).isEqualTo(TaskState.CANCELLED);
			go.countDown();
			assertThat(bench.engine.await(busy).state()).isEqualTo(TaskState.SUCCEEDED);
			assertThat(bench.engine.await(other).state()).isEqualTo(TaskState.SUCCEEDED);
		}
	}
}
