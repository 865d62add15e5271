package org.fleetdesk.ui.internal.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Row;

/** The rows of a table: all of them, and those that pass the filter, in order. Not for several threads. */
final class TableModel {

	/**
	 * What a change means for the widget.
	 *
	 * @param moved   whether rows came, went or changed places
	 * @param changed the places whose row is another one now, when none moved
	 */
	record Change(boolean moved, List<Integer> changed) {
	}

	private final Map<String, Function<Row, String>> texts = new LinkedHashMap<>();
	private final Map<String, Column> columns = new LinkedHashMap<>();
	private final Map<ResourceId, Integer> places = new HashMap<>();
	private List<Row> all = List.of();
	private List<Row> shown = List.of();
	private Predicate<Row> filter = row -> true;
	private String filterText = "";
	private String sortColumn;
	private boolean descending;

	TableModel(List<Column> columns) {
		columns.forEach(c -> {
			this.columns.put(c.id(), c);
			texts.put(c.id(), c.text());
		});
		sortColumn = columns.getFirst().id();
	}

	List<Row> shown() {
		return shown;
	}

	int total() {
		return all.size();
	}

	/** Where the resource is shown, or -1. */
	int place(ResourceId id) {
		return places.getOrDefault(id, -1);
	}

	String filter() {
		return filterText;
	}

	String sortColumn() {
		return sortColumn;
	}

	boolean descending() {
		return descending;
	}

	Change setRows(List<Row> rows) {
		all = List.copyOf(rows);
		return compute();
	}

	Change setFilter(String text) {
		filterText = text.strip();
		filter = Filter.parse(filterText, texts);
		return compute();
	}

	/** Unknown columns are ignored, as when a saved layout is older than the columns. */
	Change sort(String column, boolean descending) {
		if (columns.containsKey(column)) {
			sortColumn = column;
			this.descending = descending;
		}
		return compute();
	}

	private Change compute() {
		var next = new ArrayList<>(all.stream().filter(filter).toList());
		next.sort(order());
		var before = shown;
		shown = List.copyOf(next);
		var changed = new ArrayList<Integer>();
		boolean moved = before.size() != next.size();
		for (int i = 0; i < next.size() && !moved; i++) {
			moved = !before.get(i).id().equals(next.get(i).id());
			if (!before.get(i).equals(next.get(i))) {
				changed.add(i);
			}
		}
		if (moved) {
			places.clear();
			for (int i = 0; i < next.size(); i++) {
				places.put(next.get(i).id(), i);
			}
		}
		return new Change(moved, changed);
	}

	private Comparator<Row> order() {
		var order = columns.get(sortColumn).order();
		return (descending ? order.reversed() : order).thenComparing(Row::name, NaturalOrder.INSTANCE)
				.thenComparing(r -> r.connection().name(), NaturalOrder.INSTANCE).thenComparing(r -> r.id().key());
	}
}
