package org.fleetdesk.cli;

/** Adds something that can be rolled out to {@code ./fleetdesk rollout start}; a service of a domain. */
public interface RolloutContribution {

	/** A command with a name of its own, new for each run. */
	RolloutVerb newCommand();
}
