package org.fleetdesk.gateways.agent.internal.checkin;

/** A package cannot be had. The message is a sentence that is reported. */
final class DownloadException extends Exception {

	private static final long serialVersionUID = 1L;

	private final boolean refused;

	/** @param refused whether it came, and is not what it should be */
	DownloadException(String message, boolean refused, Throwable cause) {
		super(message, cause);
		this.refused = refused;
	}

	boolean refused() {
		return refused;
	}
}
