package org.fleetdesk.opennebula;

import java.io.Serial;

/** A client cannot be made: no credentials, or no usable URL. */
public final class ClientConfigurationException extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	public ClientConfigurationException(String message) {
		super(message);
	}

	public ClientConfigurationException(String message, Throwable cause) {
		super(message, cause);
	}
}
