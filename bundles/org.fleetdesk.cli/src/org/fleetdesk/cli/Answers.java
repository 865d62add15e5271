package org.fleetdesk.cli;

import java.io.IOException;
import java.util.Optional;

/** Asks whoever gave the command, at his terminal or from his standard input. */
@FunctionalInterface
public interface Answers {

	/** Nobody can be asked. */
	Answers NONE = (prompt, hidden) -> Optional.empty();

	/**
	 * Blocks until there is a line.
	 *
	 * @param hidden whether what is typed must not be seen
	 * @return empty when there is none: standard input has ended
	 */
	Optional<String> ask(String prompt, boolean hidden) throws IOException, InterruptedException;
}
