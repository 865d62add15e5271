package org.fleetdesk.tasks.internal.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Status;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Target;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Wave;

/** Decides what comes next in a rollout: a state and an event make the next state and commands. Pure: no time, threads or input of its own. */
final class RolloutMachine {

	/** @param commands to be carried out in this order, after the state is in the journal */
	record Result(RolloutState state, List<RolloutCommand> commands) {
		Result {
			commands = List.copyOf(commands);
		}
	}

	static final String PAUSE = "pause";
	static final String RESUME = "resume";
	static final String HALT = "halt";
	static final String RETRY = "retry";
	static final String ROLL_BACK = "rollback";
	static final String ACKNOWLEDGE = "acknowledge";

	private final RolloutPlan plan;
	private final List<TaskTarget> targets;

	RolloutMachine(RolloutPlan plan, List<TaskTarget> targets) {
		this.plan = plan;
		this.targets = List.copyOf(targets);
	}

	/** A new rollout, of which the first wave starts. */
	Result begin(Instant time) {
		var waves = new ArrayList<Wave>();
		int from = 0;
		for (var part : plan.split(targets)) {
			waves.add(new Wave(from, from + part.size(), WaveState.PENDING, List.of(), Optional.empty(), ""));
			from += part.size();
		}
		var fresh = targets.stream().map(t -> new Target(Status.PENDING, "", "")).toList();
		var turn = new RolloutTurn(plan, targets,
				new RolloutState(Rollout.State.RUNNING, "", 0, Optional.empty(), Optional.empty(), fresh, waves, Optional.empty(), false), time);
		turn.begin(0, IntStream.range(0, waves.getFirst().to()).boxed().toList());
		return turn.result();
	}

	/** @throws IllegalArgumentException when a user asks for what is not possible now, as a sentence */
	Result apply(RolloutState state, RolloutEvent event) {
		switch (event) {
		case RolloutEvent.Pause _ -> require(state, PAUSE, "paused");
		case RolloutEvent.Resume _ -> require(state, RESUME, "resumed");
		case RolloutEvent.Halt _ -> require(state, HALT, "halted");
		case RolloutEvent.Retry _ -> require(state, RETRY, "retried");
		case RolloutEvent.RollBack _ -> require(state, ROLL_BACK, "rolled back");
		case RolloutEvent.Acknowledge _ -> require(state, ACKNOWLEDGE, "acknowledged");
		default -> {
			// it has happened
		}
		}
		var turn = new RolloutTurn(plan, targets, state, event.time());
		turn.on(event);
		return turn.result();
	}

	private static void require(RolloutState state, String action, String word) {
		if (!possible(state).contains(action)) {
			boolean resting = state.state() == Rollout.State.PAUSED || state.state() == Rollout.State.HALTED;
			boolean ending = state.activity().isPresent();
			String why = action.equals(ACKNOWLEDGE) ? "; it needs no attention" : !action.equals(RETRY) ? "" : resting && !ending ? "; none of its targets that can be retried has failed"
					: "; what can be retried are failed targets of one that is paused or halted";
			throw new IllegalArgumentException("The rollout cannot be " + word + ": it is " + state.state().word() + (resting && ending && !action.equals(ACKNOWLEDGE) ? " and what ran is still ending" : why));
		}
	}

	/** What a user may ask for now. */
	static List<String> possible(RolloutState state) {
		boolean idle = state.activity().isEmpty();
		var possible = new ArrayList<String>();
		switch (state.state()) {
		case RUNNING, SOAKING -> possible.addAll(List.of(PAUSE, HALT, ROLL_BACK));
		case PAUSED -> possible.addAll(List.of(RESUME, HALT, ROLL_BACK));
		case HALTED -> {
			if (idle) {
				possible.addAll(List.of(RESUME, ROLL_BACK));
			}
		}
		case INTERRUPTED -> possible.addAll(List.of(RESUME, HALT, ROLL_BACK));
		case ROLLING_BACK -> possible.add(HALT);
		case SUCCEEDED, ROLLED_BACK, FAILED -> {
			if (state.targets().stream().anyMatch(t -> t.status() == Status.DONE || t.status() == Status.UNHEALTHY || t.status() == Status.STUCK)) {
				possible.add(ROLL_BACK);
			}
		}
		}
		if (idle && (state.state() == Rollout.State.PAUSED || state.state() == Rollout.State.HALTED) && state.backFrom().isEmpty() && failed(state)) {
			possible.add(RETRY);
		}
		if (state.needsAttention()) {
			possible.add(ACKNOWLEDGE);
		}
		return List.copyOf(possible);
	}

	/** How a user gets on with it, or back, as words. */
	static String wayOut(RolloutState state) {
		var possible = possible(state);
		return possible.contains(RESUME) ? "resume or roll back" : possible.contains(ROLL_BACK) ? "wait for it or roll back" : "wait for";
	}

	private static boolean failed(RolloutState state) {
		var wave = state.waves().get(state.present());
		return state.targets().subList(wave.from(), wave.to()).stream().anyMatch(t -> t.status().bad());
	}
}
