package org.fleetdesk.ui.internal.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.core.FilterTerm;
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
	 * @param changed the places whose row shows something else now, when none moved
	 */
	record Change(boolean moved, List<Integer> changed) {
	}

	private final Map<String, Function<Row, String>> texts = new LinkedHashMap<>();
	private final Map<String, Column> columns = new LinkedHashMap<>();
	private final Map<ResourceId, Integer> places = new HashMap<>();
	/** In order; the filter only leaves some out. */
	private List<Row> all = List.of();
	private final SearchTexts searchTexts;
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
		searchTexts = new SearchTexts(texts.values());
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

	/** A term of the filter that names no column. */
	Optional<FilterTerm> unknownColumn() {
		return Filter.unknown(filterText, columns.keySet());
	}

	/** What may stand before a colon in a filter, for the user: {@code state:, label:, ...}. */
	String filterKeys() {
		return Stream.concat(Stream.of("state", "label"), columns.keySet().stream()).distinct().map(k -> k + ":").collect(Collectors.joining(", "));
	}

	String sortColumn() {
		return sortColumn;
	}

	boolean descending() {
		return descending;
	}

	Change setRows(List<Row> rows) {
		all = ordered(asBefore(rows));
		searchTexts.keep(all);
		return compute();
	}

	Change setFilter(String text) {
		filterText = text.strip();
		filter = Filter.parse(filterText, texts, searchTexts);
		return compute();
	}

	/**
	 * Does beforehand what a filter needs of rows.
	 *
	 * @param from  the first row's place among all
	 * @param count how many at most
	 * @return whether there are more
	 */
	boolean prepareFilter(int from, int count) {
		all.stream().skip(from).limit(count).forEach(searchTexts::of);
		return from + count < all.size();
	}

	/** What {@link #prepareFilter} made is needed no longer. */
	void forgetPrepared() {
		searchTexts.keep(List.of());
	}

	/** Unknown columns are ignored, as when a saved layout is older than the columns. */
	Change sort(String column, boolean descending) {
		if (columns.containsKey(column)) {
			sortColumn = column;
			this.descending = descending;
		}
		all = ordered(all);
		return compute();
	}

	/** In the order of the rows before, new ones at the end: sorting is quick with what is nearly in order. */
	private List<Row> asBefore(List<Row> rows) {
		var before = new HashMap<ResourceId, Integer>();
		for (Row row : all) {
			before.put(row.id(), before.size());
		}
		var known = new Row[all.size()];
		var fresh = new ArrayList<Row>();
		for (Row row : rows) {
			Integer place = before.get(row.id());
			if (place == null || known[place] != null) {
				fresh.add(row);
			} else {
				known[place] = row;
			}
		}
		return Stream.concat(Arrays.stream(known).filter(Objects::nonNull), fresh.stream()).toList();
	}

	private List<Row> ordered(List<Row> rows) {
		return rows.stream().sorted(order()).toList();
	}

	private Change compute() {
		var before = shown;
		var next = all.stream().filter(filter).toList();
		shown = next;
		var changed = new ArrayList<Integer>();
		boolean moved = before.size() != next.size();
		for (int i = 0; i < next.size() && !moved; i++) {
			moved = !before.get(i).id().equals(next.get(i).id());
			if (!before.get(i).looksAs(next.get(i))) {
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
