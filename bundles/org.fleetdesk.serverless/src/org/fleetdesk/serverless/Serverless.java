package org.fleetdesk.serverless;

/** Names of the domain: kinds, attributes and verbs. */
public final class Serverless {

	/** The engine kind. */
	public static final String KIND = "serverless";

	private Serverless() {
	}
}
