package org.fleetdesk.core;

import java.util.Optional;

/** Asks the user for credentials; a service of whoever can ask, such as the console's window. */
public interface CredentialsPrompt {

	/**
	 * Blocks until the user has answered; never called on the UI thread.
	 *
	 * @param refusal what the engine said to the ones it got, or to none
	 * @return empty when the user gives none
	 */
	Optional<Credentials> ask(Connection connection, String refusal) throws InterruptedException;
}
