package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.junit.jupiter.api.Test;

/** What a user does to a rollout that is under way. */
class RolloutControlTest extends OnRollouts {

	@Test
	void haltsWhileItSoaksAtOnceAndGoesOnLater() throws Exception {
		try (var process = new Process()) {
			String id = process.rollouts.start(request(2), plan(LONG, OnFailure.HALT, 100, 1, "1"));
			until("it soaks", () -> process.state(id) == State.SOAKING);
			process.rollouts.halt(id);
			assertThat(process.end(id).state()).isEqualTo(State.HALTED);
			assertThat(waves(process.rollouts.rollout(id).orElseThrow())).containsExactly(WaveState.HALTED, WaveState.PENDING);
			process.rollouts.resume(id);
			assertThat(process.state(id)).isEqualTo(State.SOAKING);
			process.rollouts.rollBack(id);
			assertThat(process.end(id).state()).isEqualTo(State.ROLLED_BACK);
			assertThat(devices.versions).containsExactly(Map.entry("d1", "1"));
		}
	}

	@Test
	void whatIsAcknowledgedNeedsAttentionOnlyWhenItHasGoneOn() throws Exception {
		String id;
		try (var process = new Process()) {
			id = process.rollouts.start(request(2), plan(LONG, OnFailure.HALT, 100, 1, "1"));
			until("it soaks", () -> process.state(id) == State.SOAKING);
			assertThatThrownBy(() -> process.rollouts.acknowledge(id)).isInstanceOf(IllegalArgumentException.class)
					.hasMessage("The rollout cannot be acknowledged: it is soaking; it needs no attention");
			process.rollouts.halt(id);
			assertThat(process.end(id).needsAttention()).isTrue();
			process.rollouts.acknowledge(id);
			assertThat(process.rollouts.rollout(id).orElseThrow().needsAttention()).isFalse();
			assertThat(process.rollouts.possible(id)).containsExactly("resume", "rollback");
		}
		try (var process = new Process()) {
			assertThat(process.rollouts.rollout(id).orElseThrow().needsAttention()).as("a restart does not forget it").isFalse();
			process.rollouts.resume(id);
			until("it soaks again", () -> process.state(id) == State.SOAKING);
			process.rollouts.halt(id);
			assertThat(process.end(id).needsAttention()).as("it has gone on since").isTrue();
		}
	}

	@Test
	void whatGoesBackByItselfNeedsAttentionAndWhatTheUserTakesBackDoesNot() throws Exception {
		devices.refusing.add("d1");
		try (var process = new Process()) {
			String failed = process.rollouts.start(request(2), plan(Duration.ZERO, OnFailure.ROLL_BACK_WAVE, 100, 1, "2"));
			assertThat(process.end(failed).state()).isEqualTo(State.ROLLED_BACK);
			assertThat(process.rollouts.rollout(failed).orElseThrow().needsAttention()).isTrue();
		}
		devices.refusing.clear();
		String id;
		try (var process = new Process()) {
			id = process.rollouts.start(request(2), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "2"));
			assertThat(process.end(id).state()).isEqualTo(State.SUCCEEDED);
			devices.hanging.add("d1");
			process.rollouts.rollBack(id);
			until("it goes back", () -> devices.set.contains("d1=1"));
		}
		devices.hanging.clear();
		try (var process = new Process()) {
			assertThat(process.rollouts.rollout(id).orElseThrow().needsAttention()).as("it was cut off").isTrue();
			process.rollouts.acknowledge(id);
			process.rollouts.halt(id);
			assertThat(process.end(id).needsAttention()).as("nothing has gone on since").isFalse();
			process.rollouts.resume(id);
			assertThat(process.end(id).state()).isEqualTo(State.ROLLED_BACK);
			assertThat(process.rollouts.rollout(id).orElseThrow().needsAttention()).as("who resumed the way back wanted it").isFalse();
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
}
