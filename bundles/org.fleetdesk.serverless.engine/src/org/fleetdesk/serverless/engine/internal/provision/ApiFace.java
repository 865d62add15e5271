package org.fleetdesk.serverless.engine.internal.provision;

import java.util.Locale;

/** Which version of the Provisioning Engine's API is served. */
public enum ApiFace {

	/** That of version 1.3.3, the last one. */
	NEW,
	/** That of the engine's own document: OpenNebula's documents as they are, errors as bare texts, no update. */
	SEED;

	/** @throws IllegalArgumentException with a sentence for the user */
	public static ApiFace parse(String text) {
		return switch (text.strip().toLowerCase(Locale.ROOT)) {
			case "new" -> NEW;
			case "seed" -> SEED;
			default -> throw new IllegalArgumentException("\"" + text + "\" is no version of the API: give new or seed");
		};
	}
}
