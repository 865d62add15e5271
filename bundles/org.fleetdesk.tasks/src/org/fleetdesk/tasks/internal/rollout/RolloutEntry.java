package org.fleetdesk.tasks.internal.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.internal.SecretParameters;

/** What the journal of rollouts keeps. */
sealed interface RolloutEntry {

	/** The rollout's id. */
	String rollout();

	/**
	 * What was asked for.
	 *
	 * @param task    without its secrets
	 * @param secrets where it has some, as JSON pointers into its parameters
	 */
	record Created(String rollout, TaskRequest task, List<String> secrets, RolloutPlan plan, String user, Instant time) implements RolloutEntry {
		public Created {
			secrets = List.copyOf(secrets);
		}

		/** Before secrets were kept apart, they stood in the journal. */
		Created shown() {
			return new Created(rollout, SecretParameters.of(task, List.of()).shown(), secrets, plan, user, time);
		}
	}

	/** The whole state: at the start of numbers anew. Older versions wrote it at each change. @param time empty of old ones */
	record Whole(String rollout, RolloutState state, Optional<Instant> time) implements RolloutEntry {
	}

	/** What changed since the entry before. @param number from 1, so that a lost one is missed */
	record Changed(String rollout, int number, RolloutChange change, Instant time) implements RolloutEntry {
	}
}
