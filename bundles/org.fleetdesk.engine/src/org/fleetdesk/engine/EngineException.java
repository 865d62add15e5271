package org.fleetdesk.engine;

/** An engine cannot start or go on. The message is one sentence for the operator: what, where, and what to do. */
public final class EngineException extends Exception {

	private static final long serialVersionUID = 1L;

	public EngineException(String message) {
		super(message);
	}

	public EngineException(String message, Throwable cause) {
		super(message, cause);
	}
}
