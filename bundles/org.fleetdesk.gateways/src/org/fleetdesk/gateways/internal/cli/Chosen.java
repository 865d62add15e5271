package org.fleetdesk.gateways.internal.cli;

import java.util.LinkedHashMap;
import java.util.Map;

import org.fleetdesk.cli.ResourceFinder.Choice;

import picocli.CommandLine.Option;

/** The options by which resources are chosen instead of by their names. */
final class Chosen {

	@Option(names = "--filter", paramLabel = "FILTER", defaultValue = "", description = "All that match, as in the tables of the console: 'state:overdue site=lab'.")
	String filter;
	@Option(names = "--label", paramLabel = "KEY=VALUE", description = "All with this label; given more than once, with all of them.")
	Map<String, String> labels = new LinkedHashMap<>();

	Choice choice() {
		return new Choice(filter, labels);
	}
}
