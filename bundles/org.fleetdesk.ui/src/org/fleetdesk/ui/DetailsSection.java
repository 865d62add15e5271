package org.fleetdesk.ui;

import java.util.List;


/** A section of Details for one kind of resource, contributed by {@code org.fleetdesk.ui.details}. Called on the UI thread: no I/O. */
@FunctionalInterface
public interface DetailsSection {

	/** What the section says of this resource; an empty list hides it. */
	List<Fact> facts(Row row);
}
