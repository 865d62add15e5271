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
import java.util.stream.Stream;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Column;
import org.fleetdesk.ui.NaturalOrder;
import org.fleetdesk.ui.Row;

/** The rows of a table: all of them, and those that pass the filter, in order. Not for several threads at one time. */
final class TableModel {

	/**
	 * What a change means for the widget.
	 *
	 * @param shown   from now on
	 * @param moved   whether rows came, went or changed places
	 * @param changed the places whose row shows something else now, when none moved
	 */
	record Change(Shown shown, boolean moved, List<Integer> changed) {

		/** Both as one. */
		Change and(Change later) {
			return new Change(later.shown, moved || later.moved, Stream.concat(changed.stream(), later.changed.stream()).distinct().toList());
		}
	}

	private final Map<String, Column> columns = new LinkedHashMap<>();
	private final Function<String, Optional<Column>> further;
	private Map<ResourceId, Integer> places = Map.of();
	/** In order; the filter only leaves some out. */
	private List<Row> all = List.of();
	private final SearchTexts searchTexts;
	private List<Row> shown = List.of();
	private Predicate<Row> filter = row -> true;
	private String filterText = "";
	private String sortColumn;
	private boolean descending;

	/** @param further columns by their id that are there for who names them only */
	TableModel(List<Column> columns, Function<String, Optional<Column>> further) {
		this.further = further;
		columns.forEach(c -> this.columns.put(c.id(), c));
		sortColumn = columns.getFirst().id();
		searchTexts = new SearchTexts(columns.stream().map(Column::text).toList());
	}

	private Optional<Column> column(String id) {
		return columns.values().stream().filter(c -> c.id().equalsIgnoreCase(id)).findFirst().or(() -> further.apply(id));
	}

	/** How many rows there are without the filter. */
	int total() {
		return all.size();
	}

	/** As it is. */
	Change nothing() {
		return new Change(new Shown(shown, places, all.size(), filterText, Filter.unknown(filterText, id -> column(id).isPresent()), sortColumn, descending), false, List.of());
	}

	Change setRows(List<Row> rows) {
		all = ordered(asBefore(rows));
		searchTexts.keep(all);
		return compute();
	}

	Change setFilter(String text) {
		filterText = text.strip();
		filter = Filter.parse(filterText, id -> column(id).map(Column::text), searchTexts);
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
		column(column).ifPresent(c -> {
			columns.put(c.id(), c);
			sortColumn = c.id();
			this.descending = descending;
		});
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
			places = new HashMap<>();
			for (int i = 0; i < next.size(); i++) {
				places.put(next.get(i).id(), i);
			}
		}
		return new Change(nothing().shown(), moved, changed);
	}

	private Comparator<Row> order() {
		var order = columns.get(sortColumn).order();
		return (descending ? order.reversed() : order).thenComparing(Row::name, NaturalOrder.INSTANCE)
				.thenComparing(r -> r.connection().name(), NaturalOrder.INSTANCE).thenComparing(r -> r.id().key());
	}
}
