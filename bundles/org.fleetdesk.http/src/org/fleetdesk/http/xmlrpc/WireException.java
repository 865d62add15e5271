package org.fleetdesk.http.xmlrpc;

import java.io.IOException;
import java.io.Serial;

/** What came is not what it should be. The message goes on after "cannot be understood: "; nothing of what came is in it but names. */
public final class WireException extends IOException {

	@Serial
	private static final long serialVersionUID = 1L;

	public WireException(String message) {
		super(message);
	}

	public WireException(String message, Throwable cause) {
		super(message, cause);
	}
}
