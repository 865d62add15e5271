package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** The rollouts that are remembered; a service for what decides how long. */
public interface ForgettableRollouts {

	/**
	 * Nothing of a rollout is under way, and nothing of it will be unless a user asks for it.
	 *
	 * @param halted whether a user may still let it go on; else it has ended
	 * @param since  the last change
	 */
	record Rest(boolean halted, Instant since) {
	}

	/** All that are remembered. */
	Collection<String> ids();

	/** Empty when it must be remembered, and its runs with it: it is under way, paused or interrupted, or that cannot be told. One that is not known has ended. */
	Optional<Rest> rest(String id);

	/**
	 * Forgets rollouts and their logs, except those that must be remembered.
	 *
	 * @throws IOException when this process does not own the data folder, or the journal cannot be written
	 */
	void forget(Collection<String> ids) throws IOException;
}
