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
	/** Stopped, or its guest has ended. */
	EXITED;

	/** Docker's word. */
	public String word() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Whether a guest is under way, running or paused. */
	public boolean isUp() {
		return this == RUNNING || this == PAUSED;
	}
}
