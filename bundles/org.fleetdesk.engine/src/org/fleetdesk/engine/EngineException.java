package org.fleetdesk.engine;

import org.fleetdesk.files.FileProblem;

/** An engine cannot start or go on. The message is one sentence for the operator: what, where, and what to do. */
public final class EngineException extends Exception {

	private static final long serialVersionUID = 1L;

	public EngineException(String message) {
		super(message);
	}

	public EngineException(String message, Throwable cause) {
		super(message, cause);
	}

	/** Why a file could not be used, in words for the operator. */
	public static String reason(Exception failure) {
		return FileProblem.reason(failure);
	}
}
