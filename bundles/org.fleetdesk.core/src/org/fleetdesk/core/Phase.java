package org.fleetdesk.core;

/** What a state means to an operator, whatever the engine calls it; shown as word, shape and colour. */
public enum Phase {
	RUNNING, STARTING, STOPPING, PAUSED, STOPPED, FAILED,
	/** Nothing is known: the engine cannot be reached, or it said something unknown. */
	UNKNOWN,
	/** The resource has no life cycle, as an image. */
	NONE
}
