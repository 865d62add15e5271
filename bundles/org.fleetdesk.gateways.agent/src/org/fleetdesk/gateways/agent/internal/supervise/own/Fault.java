package org.fleetdesk.gateways.agent.internal.supervise.own;

/** What the supervisor refuses, by the code of supervisord. */
final class Fault extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int code;

	/** @param text begins with the name of the code, as supervisord's does */
	Fault(int code, String text) {
		super(text);
		this.code = code;
	}

	int code() {
		return code;
	}
}
