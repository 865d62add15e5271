package org.fleetdesk.cli;

/**
 * Adds a command to {@code ./fleetdesk}; a service. The object is a picocli command (annotated with
 * {@code picocli.CommandLine.Command}), new for each run, whose executable subcommands extend {@link FleetCommand}.
 */
public interface CommandContribution {

	Object newCommand();
}
