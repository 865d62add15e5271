package org.fleetdesk.opennebula;

import java.io.Serial;

/** A call to OpenNebula or OneFlow that failed. The message is one sentence for the user; it holds no secret. */
public final class OneException extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	private final OneError error;
	private final int code;

	/**
	 * @param code OpenNebula's number of the error, the number of an XML-RPC fault, or the HTTP status; -1 when there is none
	 */
	public OneException(OneError error, int code, String message, Throwable cause) {
		super(message, cause);
		this.error = error;
		this.code = code;
	}

	public OneError error() {
		return error;
	}

	/** OpenNebula's number of the error, the number of an XML-RPC fault, or the HTTP status; -1 when there is none. */
	public int code() {
		return code;
	}
}
