package org.fleetdesk.tasks.internal.rollout;

import java.time.Instant;
import java.util.List;

import org.fleetdesk.tasks.TaskState;

/** What happens to a rollout. */
sealed interface RolloutEvent {

	Instant time();

	/** By the user. */
	record Pause(Instant time) implements RolloutEvent {
	}

	record Resume(Instant time) implements RolloutEvent {
	}

	record Halt(Instant time) implements RolloutEvent {
	}

	record Retry(Instant time) implements RolloutEvent {
	}

	record RollBack(Instant time) implements RolloutEvent {
	}

	/** How it stands is known to the user and needs no attention any more. */
	record Acknowledge(Instant time) implements RolloutEvent {
	}

	/** The run that was asked for gets an id. @param targets by index, those that it acts on: a roll back leaves out what was not changed */
	record Reserved(String run, List<Integer> targets, Instant time) implements RolloutEvent {
		public Reserved {
			targets = List.copyOf(targets);
		}
	}

	/** The run that was asked for did not start. */
	record NotStarted(String reason, Instant time) implements RolloutEvent {
	}

	/** There is no request that takes back what was done. */
	record NoWayBack(Instant time) implements RolloutEvent {
	}

	/** @param outcome an ended one */
	record TargetEnded(String run, int target, TaskState outcome, String message, Instant time) implements RolloutEvent {
	}

	/** A target of the wave that is being watched is not well, which counts from now on. */
	record Unhealthy(int target, String reason, Instant time) implements RolloutEvent {
	}

	/** The time of watching is over. */
	record SoakOver(Instant time) implements RolloutEvent {
	}

	/** The process that ran it had ended. */
	record Restarted(Instant time) implements RolloutEvent {
	}
}
