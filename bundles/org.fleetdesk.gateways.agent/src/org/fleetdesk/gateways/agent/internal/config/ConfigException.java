package org.fleetdesk.gateways.agent.internal.config;

import java.io.IOException;

/** The configuration cannot be used. The message is a sentence for the user. */
public final class ConfigException extends IOException {

	private static final long serialVersionUID = 1L;

	public ConfigException(String message) {
		super(message);
	}
}
