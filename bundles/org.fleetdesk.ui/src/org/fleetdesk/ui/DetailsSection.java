package org.fleetdesk.ui;

import java.util.List;

import org.fleetdesk.core.Snapshot;

/** A section of Details for one kind of resource, contributed by {@code org.fleetdesk.ui.details}. Called on the UI thread: no I/O. */
@FunctionalInterface
public interface DetailsSection {

	/**
	 * What the section says of this resource; an empty list hides it.
	 *
	 * @param engine what else its engine held when the resource was read, for facts that lead there
	 */
	List<Fact> facts(Row row, Snapshot engine);
}
