package org.fleetdesk.engine;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

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
		return switch (failure) {
			case NoSuchFileException e -> e.getFile() + " does not exist";
			case AccessDeniedException e -> "access to " + e.getFile() + " is denied";
			case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
			default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
		};
	}
}
