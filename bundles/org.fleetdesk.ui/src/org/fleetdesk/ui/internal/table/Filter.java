package org.fleetdesk.ui.internal.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import org.fleetdesk.core.State;
import org.fleetdesk.ui.Row;

/**
 * The filter language of the tables: words separated by blanks must all match. A word is text found in any column, {@code column:text},
 * {@code state:running}, {@code label:site=lab} or {@code label:site}; {@code a,b} means one of both, {@code -word} the contrary, and quotes keep blanks
 * together. A word before a colon that names no column is text: {@code ticker:1}.
 */
final class Filter {

	private Filter() {
	}

	/** @param columns the texts by column id */
	static Predicate<Row> parse(String text, Map<String, Function<Row, String>> columns) {
		Predicate<Row> all = row -> true;
		for (String word : words(text)) {
			boolean not = word.length() > 1 && word.startsWith("-");
			var term = term((not ? word.substring(1) : word).toLowerCase(Locale.ROOT), columns);
			all = all.and(not ? term.negate() : term);
		}
		return all;
	}

	private static Predicate<Row> term(String word, Map<String, Function<Row, String>> columns) {
		int colon = word.indexOf(':');
		String key = colon > 0 ? word.substring(0, colon) : "";
		List<String> values = Arrays.stream(word.substring(colon + 1).split(",")).filter(v -> !v.isEmpty()).toList();
		if (key.equals("state")) {
			return row -> values.isEmpty() || values.stream().anyMatch(v -> state(row, v));
		}
		if (key.equals("label")) {
			return row -> values.isEmpty() || values.stream().anyMatch(v -> label(row.resource().labels(), v) || label(row.connection().labels(), v));
		}
		var column = columns.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(key)).findFirst();
		if (column.isPresent()) {
			var cell = column.get().getValue();
			return row -> values.isEmpty() || values.stream().anyMatch(v -> contains(cell.apply(row), v));
		}
		return row -> columns.values().stream().anyMatch(c -> contains(c.apply(row), word));
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

	private static List<String> words(String text) {
		var words = new ArrayList<String>();
		var word = new StringBuilder();
		boolean quoted = false;
		for (char c : text.toCharArray()) {
			if (c == '"') {
				quoted = !quoted;
			} else if (Character.isWhitespace(c) && !quoted) {
				add(words, word);
			} else {
				word.append(c);
			}
		}
		add(words, word);
		return words;
	}

	private static void add(List<String> words, StringBuilder word) {
		if (!word.isEmpty()) {
			words.add(word.toString());
			word.setLength(0);
		}
	}
}
