package org.fleetdesk.tasks;

import java.util.Locale;

/** The state of a run, or of one target in it. */
public enum TaskState {
	/** Waits for its turn on the resource, on the connection or in the whole. */
	QUEUED, RUNNING,
	/** A step failed in a way that may pass; it is tried again at {@link TargetRun#nextAttempt()}. */
	WAITING, SUCCEEDED, FAILED, CANCELLED,
	/** The process that ran it ended in the middle. It can be resumed, retried or discarded. */
	INTERRUPTED,
	/** An interrupted or failed run that the user put aside. */
	DISCARDED;

	public boolean ended() {
		return this != QUEUED && this != RUNNING && this != WAITING;
	}

	/** Whether a retry makes sense. */
	public boolean retryable() {
		return this == FAILED || this == CANCELLED || this == INTERRUPTED;
	}

	/** The state as it is written in filters, on the command line and in exports. */
	public String word() {
		return this == SUCCEEDED ? "done" : name().toLowerCase(Locale.ROOT);
	}
}
