package org.fleetdesk.tasks.internal.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.tasks.internal.rollout.RolloutState.Status;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Target;

/** A rollout as the journal has it, entry by entry. */
final class RolloutRecord {

	private final RolloutEntry.Created created;
	private RolloutState state;
	private int number;
	private Optional<Instant> changed;
	private boolean gap;

	RolloutRecord(RolloutEntry.Created created) {
		this.created = created;
		state = new RolloutMachine(created.plan(), created.task().targets()).begin(created.time()).state();
		changed = Optional.of(created.time());
	}

	/** @throws IllegalArgumentException when the change is none of this rollout */
	void add(RolloutEntry entry) {
		switch (entry) {
		case RolloutEntry.Whole e -> {
			state = e.state();
			number = 0;
			changed = e.time();
			gap = false;
		}
		case RolloutEntry.Changed e -> {
			gap |= e.number() != number + 1;
			state = e.change().on(state);
			number = e.number();
			changed = Optional.of(e.time());
		}
		case RolloutEntry.Created _ -> throw new IllegalArgumentException("there is only one beginning");
		}
	}

	RolloutEntry.Created created() {
		return created;
	}

	/** How it is now. After a gap, targets of which it is only known that they were at work may have been cut off, or ended: they have to be done again. */
	RolloutState state() {
		if (!gap) {
			return state;
		}
		var left = state.activity().map(RolloutState.Activity::left).orElse(List.of());
		var targets = new ArrayList<Target>();
		for (Target t : state.targets()) {
			boolean lost = t.status() == Status.RUNNING && !left.contains(targets.size());
			targets.add(lost ? new Target(Status.INTERRUPTED, "What became of it is missing in the journal", t.run()) : t);
		}
		return new RolloutState(state.state(), state.reason(), state.present(), state.backFrom(), state.activity(), targets, state.waves(), state.ended(),
				state.acknowledged());
	}

	/** Whether an entry of it is missing. */
	boolean gap() {
		return gap;
	}

	/** When the last change was written; empty when an older version did. */
	Optional<Instant> changed() {
		return changed;
	}

	/** Of the last change. */
	int number() {
		return number;
	}
}
