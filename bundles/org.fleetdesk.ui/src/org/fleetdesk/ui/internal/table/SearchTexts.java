package org.fleetdesk.ui.internal.table;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.fleetdesk.core.Resource;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Row;

/**
 * All that a row shows, in lower case, for the filter: kept while the row shows the same, because with thousands of rows making it takes longer than a key may. Ages in it
 * are up to a minute old. Not for several threads.
 */
final class SearchTexts {

	private static final long LONGEST_NANOS = 60_000_000_000L;
	/** Between columns; nobody types it, so that nothing is found across two of them. */
	private static final String BETWEEN = "\n";

	private record Kept(Resource resource, String connection, boolean stale, long made, String text) {
		boolean fits(Row row, long now) {
			return resource == row.resource() && stale == row.stale() && connection.equals(row.connection().name()) && now - made < LONGEST_NANOS;
		}
	}

	private final Collection<Function<Row, String>> columns;
	private final Map<ResourceId, Kept> kept = new HashMap<>();

	SearchTexts(Collection<Function<Row, String>> columns) {
		this.columns = columns;
	}

	String of(Row row) {
		long now = System.nanoTime();
		var known = kept.get(row.id());
		if (known == null || !known.fits(row, now)) {
			String text = columns.stream().map(c -> c.apply(row).toLowerCase(Locale.ROOT)).collect(Collectors.joining(BETWEEN));
			known = new Kept(row.resource(), row.connection().name(), row.stale(), now, text);
			kept.put(row.id(), known);
		}
		return known.text();
	}

	/** Forgets what is not of these rows. */
	void keep(List<Row> rows) {
		if (!kept.isEmpty()) {
			kept.keySet().retainAll(rows.stream().map(Row::id).collect(Collectors.toSet()));
		}
	}
}
