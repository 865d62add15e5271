package org.fleetdesk.serverless.model;

import java.util.Locale;
import java.util.Optional;

/** The state of a function of a serverless runtime, in the words of the Provisioning Engine's API. */
public enum RuntimeState {

	/** Its VM is being placed or boots, or runs and is not ready yet. */
	PENDING,
	/** Its VM runs and is ready. */
	RUNNING,
	/** Its VM is being changed: resized, moved, shut down. */
	UPDATING,
	/** Its VM has failed, was switched off, or is gone; the function's error says which. */
	ERROR;

	/**
	 * A state as an engine tells it.
	 *
	 * @param word of the newest API, or the name of a VM state as the first version of the engine tells it: {@code ACTIVE} then counts as running, a state
	 *             in which a VM waits as pending, and one in which it does not work as an error
	 * @return empty when it is blank or unknown
	 */
	public static Optional<RuntimeState> parse(String word) {
		return switch (word.strip().toUpperCase(Locale.ROOT)) {
		case "PENDING", "INIT", "HOLD", "CLONING" -> Optional.of(PENDING);
		case "RUNNING", "ACTIVE" -> Optional.of(RUNNING);
		case "UPDATING" -> Optional.of(UPDATING);
		case "ERROR", "STOPPED", "SUSPENDED", "DONE", "FAILED", "POWEROFF", "UNDEPLOYED", "CLONING_FAILURE" -> Optional.of(ERROR);
		default -> Optional.empty();
		};
	}
}
