package org.fleetdesk.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One word of the filter language that all tables and searches share: words separated by blanks must all match, {@code key:value} looks in one place only,
 * {@code a,b} means one of both, {@code -word} the contrary, and quotes keep blanks together.
 *
 * @param not    whether the contrary is meant
 * @param word   the whole word in lower case, without the minus; never empty
 * @param key    what stands before the first colon; empty without one
 * @param values what stands after it, or the word itself without one, split at the commas; may be empty
 */
public record FilterTerm(boolean not, String word, String key, List<String> values) {

	public FilterTerm {
		values = List.copyOf(values);
	}

	/** The terms of a filter as the user wrote it; empty for a blank text. */
	public static List<FilterTerm> parse(String text) {
		return words(text).stream().map(FilterTerm::term).toList();
	}

	private static FilterTerm term(String written) {
		boolean not = written.length() > 1 && written.startsWith("-");
		String word = (not ? written.substring(1) : written).toLowerCase(Locale.ROOT);
		int colon = word.indexOf(':');
		return new FilterTerm(not, word, colon > 0 ? word.substring(0, colon) : "",
				Arrays.stream(word.substring(colon + 1).split(",")).filter(v -> !v.isEmpty()).toList());
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
