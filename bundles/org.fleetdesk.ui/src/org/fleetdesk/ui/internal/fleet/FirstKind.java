package org.fleetdesk.ui.internal.fleet;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.fleetdesk.ui.Contributions;

/** The kind of engine that a new connection most likely is to. */
final class FirstKind {

	private FirstKind() {
	}

	/**
	 * That of what is selected, else of the table in front, else the one chosen last, else the console's first.
	 *
	 * @param selected the kind of what is selected
	 * @param inFront  whether the view with this id can be seen
	 * @param last     the kind that was chosen last
	 * @param tables   what the domains show, in the console's order
	 * @return empty only when no domain is installed
	 */
	static Optional<String> of(Optional<String> selected, Predicate<String> inFront, Optional<String> last, List<Contributions.Kind> tables) {
		return selected.or(() -> tables.stream().filter(k -> k.view().filter(inFront).isPresent()).map(Contributions.Kind::engineKind).findFirst()).or(() -> last)
				.or(() -> tables.stream().map(Contributions.Kind::engineKind).findFirst());
	}
}
