package org.fleetdesk.ui.internal.events;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.files.Severity;

/**
 * Which events are shown.
 *
 * @param connection of this engine only; empty for the whole fleet
 * @param least      this severity and worse ones
 * @param text       words that must all stand in the event or the engine's name, ignoring case
 */
record EventFilter(Optional<String> connection, Severity least, String text) {

	static final EventFilter ALL = new EventFilter(Optional.empty(), Severity.INFO, "");

	/** @param engines the name of the engine of an event */
	boolean matches(FleetEvent event, Function<FleetEvent, String> engines) {
		if (connection.isPresent() && !connection.get().equals(event.connection()) || event.severity().compareTo(least) > 0) {
			return false;
		}
		if (text.isBlank()) {
			return true;
		}
		String whole = (event.text() + " " + engines.apply(event)).toLowerCase(Locale.ROOT);
		for (String word : text.toLowerCase(Locale.ROOT).strip().split("\\s+")) {
			if (!whole.contains(word)) {
				return false;
			}
		}
		return true;
	}
}
