package org.fleetdesk.so3.engine.internal.runtime;

/** A guest could not be made to do what was asked. The message is a sentence for the operator: what, where and what to do. */
public final class GuestException extends Exception {

	private static final long serialVersionUID = 1L;

	public GuestException(String sentence) {
		super(sentence);
	}

	public GuestException(String sentence, Throwable cause) {
		super(sentence, cause);
	}
}
