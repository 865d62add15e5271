package org.fleetdesk.tasks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.tasks.internal.Bench.until;

import java.time.Duration;
import java.util.List;

import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.junit.jupiter.api.Test;

/** What the next process, or another one, sees of a rollout. */
class RolloutRestartTest extends OnRollouts {

	/** A process ended while d3, of d2 to d4, hung. */
	private String cutOffInTheSecondWave() throws Exception {
		devices.hanging.add("d3");
		try (var process = new Process()) {
			String id = process.rollouts.start(request(6), plan(Duration.ZERO, OnFailure.HALT, 100, 1, "1", "3"));
			until("it hangs in the second wave", () -> devices.set.containsAll(List.of("d2=2", "d3=2", "d4=2")));
			return id;
		} finally {
			devices.hanging.clear();
		}
	}

	@Test
	void aRestartLosesNothing() throws Exception {
		String id = cutOffInTheSecondWave();
		try (var process = new Process()) {
			var rollout = process.rollouts.rollout(id).orElseThrow();
			assertThat(rollout.state()).isEqualTo(State.INTERRUPTED);
			assertThat(waves(rollout)).containsExactly(WaveState.SUCCEEDED, WaveState.HALTED, WaveState.PENDING);
			assertThat(process.rollouts.possible(id)).containsExactly("resume", "halt", "rollback", "acknowledge");
			process.rollouts.resume(id);
			assertThat(process.end(id).state()).isEqualTo(State.SUCCEEDED);
			assertThat(devices.versions.values()).hasSize(6).containsOnly("2");
			assertThat(devices.set).filteredOn(s -> s.startsWith("d1=")).hasSize(1);
		}
	}

	@Test
	void whatWasCutOffIsRolledBackToo() throws Exception {
		String id = cutOffInTheSecondWave();
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
}
