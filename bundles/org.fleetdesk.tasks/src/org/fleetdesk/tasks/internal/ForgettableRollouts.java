package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.util.Collection;

/** The rollouts that are remembered; a service for what decides how long. */
public interface ForgettableRollouts {

	/** Whether a rollout must be remembered, and its runs with it: it has not ended, or that cannot be told. */
	boolean keeps(String id);

	/**
	 * Forgets rollouts and their logs, except those that must be remembered.
	 *
	 * @throws IOException when this process does not own the data folder, or the journal cannot be written
	 */
	void forget(Collection<String> ids) throws IOException;
}
