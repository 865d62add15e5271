package org.fleetdesk.so3.engine.internal.daemon;

import java.util.Locale;

/** A container's state in Docker's words. */
public enum DockerState {
	/** Injected, never started. */
	CREATED,
	/** Its guest runs. */
	RUNNING,
	/** Its guest is suspended. */
	PAUSED,
	/** Its guest has ended and is about to be started again by its restart policy. */
	RESTARTING,
	/** Stopped, or its guest has ended. */
	EXITED,
	/** Its record cannot be read; all that can be done is to remove it. */
	DEAD;

	/** Docker's word. */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Whether a guest is under way, running or paused. */
	public boolean isUp() {
		return this == RUNNING || this == PAUSED;
	}

	/** Whether Docker calls it running: up, or about to be again. */
	public boolean isActive() {
		return isUp() || this == RESTARTING;
	}
}
