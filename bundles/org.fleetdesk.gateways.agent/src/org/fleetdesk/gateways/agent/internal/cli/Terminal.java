package org.fleetdesk.gateways.agent.internal.cli;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command talks to.
 *
 * @param directory in which it was given
 */
public record Terminal(BufferedReader in, PrintStream out, PrintStream err, Path directory, Map<String, String> environment) {

	/** A path that the user gave. */
	Path path(String given) {
		return directory.resolve(given).normalize();
	}
}
