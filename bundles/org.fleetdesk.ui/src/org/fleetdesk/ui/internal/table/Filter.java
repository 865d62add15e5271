package org.fleetdesk.ui.internal.table;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import org.fleetdesk.core.FilterTerm;
import org.fleetdesk.core.State;
import org.fleetdesk.ui.Row;

/**
 * The filter language of the tables: the terms of {@link FilterTerm} must all match. A term is text found in any column, {@code column:text},
 * {@code state:running}, {@code label:site=lab} or {@code label:site}. A word before a colon that names no column is text: {@code ticker:1}.
 */
final class Filter {

	private Filter() {
	}

	/**
	 * @param columns the text of a column by its id, whose case does not matter
	 * @param whole   the texts of all columns
	 */
	static Predicate<Row> parse(String text, Function<String, Optional<Function<Row, String>>> columns, SearchTexts whole) {
		Predicate<Row> all = row -> true;
		for (FilterTerm term : FilterTerm.parse(text)) {
			var matches = matches(term, columns, whole);
			all = all.and(term.not() ? matches.negate() : matches);
		}
		return all;
	}

	/** The first term with a key that is no column's, so that the whole of it is looked for as text; empty when there is no such term. */
	static Optional<FilterTerm> unknown(String text, Predicate<String> columns) {
		return FilterTerm.parse(text).stream().filter(t -> !t.key().isEmpty() && !t.key().equals("label") && !t.key().equals("state"))
				.filter(t -> !columns.test(t.key())).findFirst();
	}

	private static Predicate<Row> matches(FilterTerm term, Function<String, Optional<Function<Row, String>>> columns, SearchTexts whole) {
		String key = term.key();
		var values = term.values();
		if (key.equals("state")) {
			return row -> values.isEmpty() || values.stream().anyMatch(v -> state(row, v));
		}
		if (key.equals("label")) {
			return row -> values.isEmpty() || values.stream().anyMatch(v -> label(row.resource().labels(), v) || label(row.connection().labels(), v));
		}
		var column = columns.apply(key);
		if (column.isPresent()) {
			var cell = column.get();
			return row -> values.isEmpty() || values.stream().anyMatch(v -> contains(cell.apply(row), v));
		}
		return row -> whole.of(row).contains(term.word());
	}

	private static boolean state(Row row, String value) {
		State state = row.resource().state();
		return row.phase().name().toLowerCase(Locale.ROOT).startsWith(value)
				|| !row.stale() && (state.word().toLowerCase(Locale.ROOT).startsWith(value) || state.nativeWord().toLowerCase(Locale.ROOT).startsWith(value));
	}

	private static boolean label(Map<String, String> labels, String value) {
		int equal = value.indexOf('=');
		String name = equal < 0 ? value : value.substring(0, equal);
		return labels.entrySet().stream()
				.anyMatch(e -> e.getKey().equalsIgnoreCase(name) && (equal < 0 || e.getValue().equalsIgnoreCase(value.substring(equal + 1))));
	}

	private static boolean contains(String text, String part) {
		return text.toLowerCase(Locale.ROOT).contains(part);
	}
}
