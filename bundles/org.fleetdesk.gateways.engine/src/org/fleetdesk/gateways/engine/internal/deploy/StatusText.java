package org.fleetdesk.gateways.engine.internal.deploy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.fleetdesk.gateways.model.InstallProgress.Phase;

/**
 * What {@code fetch_status} says of a command. Our agent begins it with a line for each package, such as {@code test_app v2: rolled back: Its program did not stay up.}; other agents write what
 * {@code install.sh} printed, and applications may write there what they like.
 *
 * @param ends by application, of those that have a line
 */
record StatusText(String text, Map<String, End> ends) {

	/** @param message a sentence, or empty */
	record End(Phase phase, String message) {
	}

	/** How our agent begins what it says of itself, perhaps in the middle of a command. */
	private static final List<String> OF_ITSELF = List.of("The agent cannot check in: ", "The agent failed: ");
	/** As our agent calls them. */
	private static final Map<String, Phase> WORDS = Map.of("installed", Phase.INSTALLED, "failed", Phase.FAILED, "rolled back", Phase.ROLLED_BACK, "refused", Phase.REFUSED);

	/** @param apps versions by application */
	static StatusText of(String text, Map<String, String> apps) {
		var lines = text.lines().takeWhile(line -> !line.isBlank()).toList(); // what the scripts printed comes after it
		var ends = new TreeMap<String, End>();
		apps.forEach((app, version) -> lines.stream().flatMap(line -> end(line, app + " v" + version + ": ").stream()).findFirst().ifPresent(end -> ends.put(app, end)));
		return new StatusText(text, ends);
	}

	private static Optional<End> end(String line, String beginning) {
		if (!line.startsWith(beginning)) {
			return Optional.empty();
		}
		String[] said = line.substring(beginning.length()).split(": ", 2);
		return Optional.ofNullable(WORDS.get(said[0].strip())).map(phase -> new End(phase, said.length > 1 ? said[1] : ""));
	}

	/** Whether it is our agent's word about a command's end. */
	boolean tellsEnds() {
		return !ends.isEmpty();
	}

	/** Whether our agent speaks of itself, and not of a command. */
	boolean isTrouble() {
		return OF_ITSELF.stream().anyMatch(text::startsWith);
	}
}
