package org.fleetdesk.engine.web;

/** A handler's answer to a request that cannot be fulfilled: a status of 400 to 599 and a message for the caller. */
public final class HttpError extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	public HttpError(int status, String message) {
		super(message, null, false, false);
		this.status = status;
	}

	public int status() {
		return status;
	}
}
