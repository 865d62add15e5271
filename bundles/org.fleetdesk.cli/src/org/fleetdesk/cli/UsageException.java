package org.fleetdesk.cli;

/** The words of a command do not make sense; the message says which and what to write instead. Ends with exit code 2. */
public final class UsageException extends Exception {

	private static final long serialVersionUID = 1L;

	public UsageException(String message) {
		super(message);
	}
}
