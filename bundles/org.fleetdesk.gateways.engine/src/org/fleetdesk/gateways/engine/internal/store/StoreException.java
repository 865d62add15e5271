package org.fleetdesk.gateways.engine.internal.store;

/** The database failed, or is not there. The message says what, and can be logged; it does not repeat values. */
public final class StoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	StoreException(String message, Throwable cause) {
		super(message, cause);
	}
}
