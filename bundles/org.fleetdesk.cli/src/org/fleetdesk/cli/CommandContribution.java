package org.fleetdesk.cli;

/**
 * Adds a command to {@code ./fleetdesk}; a service. The object is a picocli {@code CommandLine}, or an object
 * annotated with picocli's {@code Command}, new for each run; what can be executed extends {@link FleetCommand}.
 */
public interface CommandContribution {

	Object newCommand();
}
