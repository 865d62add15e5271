package org.fleetdesk.ui.internal.rollouts;

import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.TaskState;

/** How one target of a rollout fares; in the order in which a bar is filled from its left. */
enum Fare {
	/** It is done and kept its health while its wave was watched. */
	HEALTHY(Phase.RUNNING),
	/** It is done; its wave is still watched, or is not watched at all. */
	DONE(Phase.RUNNING), RUNNING(Phase.STARTING), WAITING(Phase.PAUSED), PENDING(Phase.NONE), ROLLED_BACK(Phase.STOPPED),
	/** Cancelled or cut off before it was done. */
	NOT_DONE(Phase.STOPPED),
	/** It is done, but the health check finds something wrong. */
	UNHEALTHY(Phase.FAILED), FAILED(Phase.FAILED);

	private final Phase phase;

	Fare(Phase phase) {
		this.phase = phase;
	}

	/** Its shape and colour. */
	Phase phase() {
		return phase;
	}

	String word() {
		return switch (this) {
			case HEALTHY -> Messages.Fare_healthy;
			case DONE -> Messages.Fare_done;
			case RUNNING -> Messages.Fare_running;
			case WAITING -> Messages.Fare_waiting;
			case PENDING -> Messages.Fare_pending;
			case ROLLED_BACK -> Messages.Fare_rolled_back;
			case NOT_DONE -> Messages.Fare_not_done;
			case UNHEALTHY -> Messages.Fare_unhealthy;
			case FAILED -> Messages.Fare_failed;
		};
	}

	/** Of a target by the last run that it was in. */
	static Fare of(TaskState state, boolean rollBack) {
		return switch (state) {
			case QUEUED, WAITING -> WAITING;
			case RUNNING -> RUNNING;
			case SUCCEEDED -> rollBack ? ROLLED_BACK : DONE;
			case FAILED -> FAILED;
			case CANCELLED, INTERRUPTED, DISCARDED -> rollBack ? FAILED : NOT_DONE;
		};
	}

	boolean under() {
		return this == RUNNING || this == WAITING;
	}

	/** Whether something was changed on it that a roll back takes back. */
	boolean changed() {
		return this == HEALTHY || this == DONE || this == UNHEALTHY;
	}
}
