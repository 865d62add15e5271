package org.fleetdesk.ui.internal.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.FilterTerm;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Row;

/**
 * What a table shows at one moment; immutable.
 *
 * @param rows       those that pass the filter, in order
 * @param places     where each of them is
 * @param total      how many there are without the filter
 * @param filter     its text
 * @param unknown    a term of the filter that names no column
 * @param sortColumn by which they are in order
 */
record Shown(List<Row> rows, Map<ResourceId, Integer> places, int total, String filter, Optional<FilterTerm> unknown, String sortColumn, boolean descending) {

	/** Where the resource is shown, or -1. */
	int place(ResourceId id) {
		return places.getOrDefault(id, -1);
	}
}
