package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.time.Duration;
import java.time.Instant;

import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.junit.jupiter.api.Test;

/** Between two waves: the health of what was changed, and the clock. */
class RolloutSoakTest extends OnRollouts {

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
}
