package org.fleetdesk.tasks.internal.rollout;

import java.util.List;

import org.fleetdesk.files.Severity;

/** What has to be done after an event. */
sealed interface RolloutCommand {

	/** Starts a run. @param back whether it takes back what was done @param targets by index */
	record Submit(boolean back, List<Integer> targets) implements RolloutCommand {
		public Submit {
			targets = List.copyOf(targets);
		}
	}

	/** Breaks a run off. */
	record Cancel(String run) implements RolloutCommand {
	}

	/** Lets nothing more begin in a run. */
	record CancelQueued(String run) implements RolloutCommand {
	}

	/** Begins to ask for the health of the present wave. */
	record Watch() implements RolloutCommand {
	}

	record Unwatch() implements RolloutCommand {
	}

	/** A line in the rollout's log. @param event whether it stands in the fleet's timeline too */
	record Tell(Severity severity, String text, boolean event) implements RolloutCommand {
	}
}
