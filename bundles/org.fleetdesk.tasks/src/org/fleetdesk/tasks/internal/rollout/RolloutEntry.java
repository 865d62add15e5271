package org.fleetdesk.tasks.internal.rollout;

import java.time.Instant;

import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.TaskRequest;

/** What the journal of rollouts keeps. The last state of a rollout counts. */
sealed interface RolloutEntry {

	/** The rollout's id. */
	String rollout();

	/** What was asked for. */
	record Created(String rollout, TaskRequest task, RolloutPlan plan, String user, Instant time) implements RolloutEntry {
	}

	record Changed(String rollout, RolloutState state) implements RolloutEntry {
	}
}
