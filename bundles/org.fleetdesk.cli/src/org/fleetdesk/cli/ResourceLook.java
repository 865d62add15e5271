package org.fleetdesk.cli;

import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A command that reads of resources that connections have, and changes nothing. */
@Command(mixinStandardHelpOptions = true)
public abstract class ResourceLook extends FleetCommand {

	/** Names of connections; null for all. */
	@Option(names = "--on", paramLabel = "NAME", arity = "1", description = "The connections to look at; all by default.")
	protected List<String> on;
}
