package org.fleetdesk.faults;

/** Which way bytes go through a proxy. */
public enum Direction {
	/** From the client to the server. */
	UPSTREAM,
	/** From the server to the client. */
	DOWNSTREAM
}
