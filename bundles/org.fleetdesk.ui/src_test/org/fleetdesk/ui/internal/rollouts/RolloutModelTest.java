package org.fleetdesk.ui.internal.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.tasks.TaskState.CANCELLED;
import static org.fleetdesk.tasks.TaskState.FAILED;
import static org.fleetdesk.tasks.TaskState.INTERRUPTED;
import static org.fleetdesk.tasks.TaskState.QUEUED;
import static org.fleetdesk.tasks.TaskState.RUNNING;
import static org.fleetdesk.tasks.TaskState.SUCCEEDED;
import static org.fleetdesk.tasks.TaskState.WAITING;

import java.util.Map;

import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.junit.jupiter.api.Test;

class RolloutModelTest {

	private static Map<Fare, Integer> counts(RolloutModel model, int wave) {
		return model.waves().get(wave - 1).counts();
	}

	private static RolloutRow row(RolloutModel model) {
		return new RolloutRow(model);
	}

	@Test
	void aWaveThatRunsIsDividedByHowItsTargetsFare() {
		var model = new Fleet(7, 30, "1", "5", "1").run(1, WaveState.SUCCEEDED, 0, SUCCEEDED)
				.run(2, WaveState.RUNNING, 0, SUCCEEDED, RUNNING, QUEUED, WAITING, FAILED).model(State.RUNNING, "");
		assertThat(counts(model, 1)).as("a wave that is done was healthy while it was watched").isEqualTo(Map.of(Fare.HEALTHY, 1));
		assertThat(counts(model, 2)).isEqualTo(Map.of(Fare.DONE, 1, Fare.RUNNING, 1, Fare.WAITING, 2, Fare.FAILED, 1));
		assertThat(counts(model, 3)).isEqualTo(Map.of(Fare.PENDING, 1));
		assertThat(model.waves().get(1).countsText()).isEqualTo("1 done, 1 running, 2 waiting, 1 failed");
		assertThat(model.wavesDone()).isEqualTo(1);
	}

	@Test
	void withoutASoakNothingIsCalledHealthy() {
		var model = new Fleet(2, 0, "1").run(1, WaveState.SUCCEEDED, 0, SUCCEEDED).model(State.RUNNING, "");
		assertThat(counts(model, 1)).isEqualTo(Map.of(Fare.DONE, 1));
	}

	@Test
	void whileAWaveSoaksItSaysHowLongAndWhoIsNotHealthy() {
		var model = new Fleet(4, 30, "3").run(1, WaveState.SOAKING, 0, SUCCEEDED, SUCCEEDED, SUCCEEDED).sick(1, "c2 on lab: it has exited").model(State.SOAKING, "");
		assertThat(counts(model, 1)).isEqualTo(Map.of(Fare.DONE, 2, Fare.UNHEALTHY, 1));
		assertThat(model.state(Fleet.START)).isEqualTo("soaking, 12 s left");
		assertThat(model.state(Fleet.START.plusSeconds(60))).as("no negative times").isEqualTo("soaking, 0 s left");
		assertThat(model.health()).containsExactly("c2 on lab: it has exited");
		assertThat(row(model).children().getFirst().children().get(1).message()).isEqualTo("c2 on lab: it has exited");
	}

	@Test
	void theLastRunOfATargetCounts() {
		var retried = new Fleet(4, 30, "4").run(1, WaveState.RUNNING, 0, SUCCEEDED, FAILED, CANCELLED, INTERRUPTED).run(1, WaveState.RUNNING, 1, SUCCEEDED)
				.model(State.RUNNING, "");
		assertThat(counts(retried, 1)).isEqualTo(Map.of(Fare.DONE, 2, Fare.NOT_DONE, 2));
		var back = new Fleet(4, 30, "3").run(1, WaveState.RUNNING, 0, SUCCEEDED, SUCCEEDED, FAILED).back(1, WaveState.ROLLING_BACK, 0, SUCCEEDED, FAILED)
				.model(State.ROLLING_BACK, "1 of 3 targets of wave 1 failed");
		assertThat(counts(back, 1)).as("what fails in a roll back stays failed").isEqualTo(Map.of(Fare.ROLLED_BACK, 1, Fare.FAILED, 2));
		assertThat(counts(back, 2)).isEqualTo(Map.of(Fare.PENDING, 1));
	}

	@Test
	void rowsSayWhatToLookAt() {
		var fleet = new Fleet(3, 30, "1").run(1, WaveState.FAILED, 0, FAILED);
		var halted = row(fleet.model(State.HALTED, "1 of 1 targets of wave 1 failed"));
		assertThat(halted.state()).isEqualTo("halted");
		assertThat(halted.phase()).isEqualTo(Phase.STOPPED);
		assertThat(halted.message()).isEqualTo("1 of 1 targets of wave 1 failed");
		assertThat(halted.active()).isFalse();
		var wave = halted.children().getFirst();
		assertThat(wave.title()).isEqualTo("Wave 1");
		assertThat(wave.children()).singleElement().satisfies(t -> {
			assertThat(t.title()).isEqualTo("c1 on lab");
			assertThat(t.state()).isEqualTo("failed");
			assertThat(t.message()).isEqualTo("it did not work");
		});
		var pending = halted.children().get(1).children().getFirst();
		assertThat(pending.state()).isEqualTo("pending");
		assertThat(pending.key()).as("the same row before and after it begins").isEqualTo(
				row(new Fleet(3, 30, "1").run(1, WaveState.SUCCEEDED, 0, SUCCEEDED).run(2, WaveState.RUNNING, 0, RUNNING).model(State.RUNNING, "")).children().get(1)
						.children().getFirst().key());
		for (State state : State.values()) {
			assertThat(row(fleet.model(state, "")).state()).as(state.name()).isNotBlank();
		}
	}

	@Test
	void itsValuesMakeATable() {
		var model = new Fleet(3, 30, "1", "2").run(1, WaveState.SUCCEEDED, 0, SUCCEEDED).run(2, WaveState.RUNNING, 0, RUNNING, FAILED).model(State.RUNNING, "");
		assertThat(model.table(Fleet.START)).isEqualTo("""
				Wave	State	Targets	Healthy	Done	Running	Waiting	Pending	Rolled back	Not done	Not healthy	Failed
				1	done	1	1	0	0	0	0	0	0	0	0
				2	running	2	0	0	1	0	0	0	0	0	1
				""");
	}

	@Test
	void whatIsHitIsAskedBeforeAHaltAndARollBack() {
		var fleet = new Fleet(16, 30, "13").run(1, WaveState.RUNNING, 0, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED, SUCCEEDED,
				SUCCEEDED, SUCCEEDED, SUCCEEDED, RUNNING);
		var model = fleet.model(State.RUNNING, "", "halt", "rollback");
		assertThat(RolloutVerb.haltQuestion(model)).contains("Halt \"Update 5 containers to ticker-v2\"?", "This target is under way", "    c13 on lab",
				"3 targets that have not begun").doesNotContain("c12 on lab");
		assertThat(RolloutVerb.rollBackQuestion(model)).contains("These 12 targets go back", "    c1 on lab", "    c10 on lab", "and 2 more").doesNotContain("c11 on lab");
		assertThat(RolloutVerb.rollBackButton(model)).isEqualTo("Roll back 12 targets");
		assertThat(RolloutVerb.HALT.possible(model)).isTrue();
		assertThat(RolloutVerb.RETRY.possible(model)).isFalse();
	}

	@Test
	void onlyWhatSomebodyShouldLookAtIsTold() {
		var fleet = new Fleet(2, 30, "1").run(1, WaveState.FAILED, 0, FAILED);
		assertThat(RolloutNotices.notice(fleet.rollout(State.HALTED, "Why."))).contains("The rollout has halted. Why.");
		assertThat(RolloutNotices.notice(fleet.rollout(State.ROLLED_BACK, ""))).contains("The rollout was rolled back.");
		assertThat(RolloutNotices.notice(fleet.rollout(State.SUCCEEDED, ""))).isEmpty();
	}
}
