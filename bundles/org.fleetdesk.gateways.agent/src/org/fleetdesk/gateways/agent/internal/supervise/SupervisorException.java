package org.fleetdesk.gateways.agent.internal.supervise;

import java.io.IOException;

/** The supervisor cannot be reached, or refuses. The message is a sentence that can be shown. */
public final class SupervisorException extends IOException {

	private static final long serialVersionUID = 1L;

	private final int fault;

	/** @param fault supervisord's code, such as 10 for a name that it does not know; 0 when there was no answer */
	public SupervisorException(int fault, String message, Throwable cause) {
		super(message, cause);
		this.fault = fault;
	}

	public int fault() {
		return fault;
	}
}
