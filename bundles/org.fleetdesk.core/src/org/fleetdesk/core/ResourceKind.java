package org.fleetdesk.core;

import java.util.List;

/**
 * A kind of resource within an engine kind.
 *
 * @param id      such as {@code container}
 * @param label   such as "container"
 * @param plural  such as "containers"
 * @param actions what can be done with one, in menu order
 */
public record ResourceKind(String id, String label, String plural, List<Action> actions) {

	public ResourceKind {
		actions = List.copyOf(actions);
	}
}
