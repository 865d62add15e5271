package org.fleetdesk.logs;

/** A regular expression took too long on one line. The message is for the user. */
public final class MatchTimeoutException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public MatchTimeoutException(String message) {
		super(message);
	}
}
