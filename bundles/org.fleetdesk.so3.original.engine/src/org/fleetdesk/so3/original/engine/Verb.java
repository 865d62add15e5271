package org.fleetdesk.so3.original.engine;

/** What can be asked of a container. All but a start of the later generation are confirmed whether they were done or not. */
public enum Verb {
	START, STOP, RESTART, PAUSE, UNPAUSE, REMOVE
}
