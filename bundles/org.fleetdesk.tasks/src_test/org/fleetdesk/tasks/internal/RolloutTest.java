package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.TaskState;
import org.junit.jupiter.api.Test;

/** A rollout by itself, through its waves. */
class RolloutTest extends OnRollouts {

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
		var begun = new CountDownLatch(1);
		var go = new CountDownLatch(1);
		try (var process = new Process()) {
			var first = new AtomicBoolean(true); // which of them get the turns is chance
			process.bench.handler.actions.put("a", context -> {
				if (first.getAndSet(false)) {
					begun.await();
					throw new EngineException(EngineException.Kind.REFUSED, "no");
				}
				begun.countDown();
				go.await();
			});
			String id = process.rollouts.start(Bench.request("a", IntStream.range(0, 40).mapToObj(i -> "x" + i).toArray(String[]::new)),
					plan(Duration.ZERO, OnFailure.HALT, 100, 1, "40"));
			String run = process.rollouts.rollout(id).orElseThrow().waves().getFirst().runs().getFirst();
			until("who waits is given up", () -> process.bench.engine.run(run).orElseThrow().targets().stream().anyMatch(t -> t.state() == TaskState.CANCELLED));
			go.countDown();
			var rollout = process.end(id);
			assertThat(rollout.state()).isEqualTo(State.HALTED);
			assertThat(rollout.reason()).matches("1 of 40 targets of wave 1 failed: x\\d+ on lab: no");
			assertThat(process.bench.handler.calls).filteredOn(c -> c.startsWith("run")).hasSizeLessThan(20);
			assertThat(process.bench.engine.run(run).orElseThrow().targets()).as("what had begun came to its end").anyMatch(t -> t.state() == TaskState.SUCCEEDED);
			assertThat(waves(rollout)).containsExactly(WaveState.FAILED);
			assertThat(process.rollouts.possible(rollout.id())).containsExactlyInAnyOrder("resume", "rollback", "retry", "acknowledge");
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
