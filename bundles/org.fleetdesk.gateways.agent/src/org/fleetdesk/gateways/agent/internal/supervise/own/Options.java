package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The options of one section, with their expressions {@code %(name)s} replaced as supervisord replaces them. */
final class Options {

	private static final Map<String, Long> UNITS = Map.of("KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30);

	private final Map<String, String> values;
	private final Map<String, String> expansions;

	Options(Map<String, String> values, Map<String, String> expansions) {
		this.values = values;
		this.expansions = new TreeMap<>(expansions);
	}

	/** Adds what later options may refer to. */
	void expansion(String name, String value) {
		expansions.put(name, value);
	}

	/** @throws IllegalArgumentException when an expression in it cannot be replaced */
	Optional<String> text(String key) {
		String value = values.get(key);
		return value == null ? Optional.empty() : Optional.of(expand(value, key));
	}

	int number(String key, int otherwise) {
		var text = text(key);
		try {
			return text.isEmpty() ? otherwise : Integer.parseInt(text.get().strip());
		} catch (NumberFormatException e) {
			throw new IllegalArgumentException("%s must be a number, not '%s'".formatted(key, text.get()), e);
		}
	}

	/** A number that is 0 or more. */
	int count(String key, int otherwise) {
		int number = number(key, otherwise);
		if (number < 0) {
			throw new IllegalArgumentException("%s must be 0 or more, not %d".formatted(key, number));
		}
		return number;
	}

	boolean flag(String key, boolean otherwise) {
		var text = text(key);
		return text.isEmpty() ? otherwise : flag(key, text.get());
	}

	static boolean flag(String key, String text) {
		return switch (text.strip().toLowerCase(java.util.Locale.ROOT)) {
		case "yes", "true", "on", "1" -> true;
		case "no", "false", "off", "0" -> false;
		default -> throw new IllegalArgumentException("%s: not a valid boolean value: '%s'".formatted(key, text));
		};
	}

	/** Such as {@code 200KB}. */
	long size(String key, long otherwise) {
		var text = text(key);
		if (text.isEmpty()) {
			return otherwise;
		}
		String number = text.get().strip().toUpperCase(java.util.Locale.ROOT);
		long unit = 1;
		for (var known : UNITS.entrySet()) {
			if (number.endsWith(known.getKey())) {
				unit = known.getValue();
				number = number.substring(0, number.length() - 2).strip();
				break;
			}
		}
		try {
			long size = Math.multiplyExact(Long.parseLong(number), unit);
			if (size >= 0) {
				return size;
			}
		} catch (NumberFormatException | ArithmeticException e) {
			// it is none
		}
		throw new IllegalArgumentException("%s must be a size such as 200KB, not '%s'".formatted(key, text.get()));
	}

	/** {@code KEY="value",KEY2=value}, over several lines as well. */
	Map<String, String> pairs(String key) {
		var pairs = new LinkedHashMap<String, String>();
		String text = text(key).orElse("");
		int at = 0;
		while (true) {
			at = blanks(text, at, ",");
			if (at == text.length()) {
				return pairs;
			}
			int mark = text.indexOf('=', at);
			String name = mark < 0 ? "" : text.substring(at, mark).strip();
			if (!name.matches("[A-Za-z_][\\w.-]*")) {
				throw new IllegalArgumentException("Unexpected end of key/value pairs in value '%s'".formatted(text));
			}
			at = blanks(text, mark + 1, "");
			var value = new StringBuilder();
			at = value(text, at, value);
			pairs.put(name, value.toString());
		}
	}

	private static int value(String text, int start, StringBuilder value) {
		int at = start;
		while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
			char c = text.charAt(at);
			if (c == '"' || c == '\'') {
				int end = text.indexOf(c, at + 1);
				if (end < 0) {
					throw new IllegalArgumentException("No closing quotation in '%s'".formatted(text));
				}
				value.append(text, at + 1, end);
				at = end + 1;
			} else {
				value.append(c);
				at++;
			}
		}
		value.setLength(value.toString().stripTrailing().length());
		return at;
	}

	private static int blanks(String text, int start, String further) {
		int at = start;
		while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || further.indexOf(text.charAt(at)) >= 0)) {
			at++;
		}
		return at;
	}

	/** Python's {@code text % expansions}. */
	private String expand(String text, String key) {
		if (text.indexOf('%') < 0) {
			return text;
		}
		var out = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c != '%') {
				out.append(c);
				continue;
			}
			if (text.startsWith("%%", i)) {
				out.append('%');
				i++;
				continue;
			}
			int end = text.startsWith("%(", i) ? text.indexOf(')', i) : -1;
			int letter = end + 1;
			while (end > 0 && letter < text.length() && Character.isDigit(text.charAt(letter))) {
				letter++; // a width, such as in %(process_num)02d
			}
			if (end < 0 || letter >= text.length() || "sd".indexOf(text.charAt(letter)) < 0) {
				throw new IllegalArgumentException("Format string '%s' for '%s' is badly formatted: a single %% is written %%%%".formatted(text, key));
			}
			String name = text.substring(i + 2, end);
			String value = expansions.get(name);
			if (value == null) {
				throw new IllegalArgumentException("Format string '%s' for '%s' contains names ('%s') which cannot be expanded. Available names: %s".formatted(text, key, name,
						String.join(", ", expansions.keySet())));
			}
			out.append(padded(value, text.substring(end + 1, letter)));
			i = letter;
		}
		return out.toString();
	}

	private static String padded(String value, String width) {
		int length = width.isEmpty() ? 0 : Math.min(64, Integer.parseInt(width.substring(0, Math.min(3, width.length()))));
		return (width.startsWith("0") ? "0" : " ").repeat(Math.max(0, length - value.length())) + value;
	}

	/** Words as a shell would see them, with quotes and backslashes, and nothing else of a shell. */
	static List<String> words(String text) {
		var words = new ArrayList<String>();
		StringBuilder word = null;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isWhitespace(c)) {
				if (word != null) {
					words.add(word.toString());
					word = null;
				}
				continue;
			}
			word = word == null ? new StringBuilder() : word;
			if (c == '\'' || c == '"') {
				i = quoted(text, i, word);
			} else if (c == '\\') {
				if (++i == text.length()) {
					throw new IllegalArgumentException("can't parse command '%s': it ends in a backslash".formatted(text));
				}
				word.append(text.charAt(i));
			} else {
				word.append(c);
			}
		}
		if (word != null) {
			words.add(word.toString());
		}
		return words;
	}

	/** @return the place of the closing quote */
	private static int quoted(String text, int start, StringBuilder word) {
		char quote = text.charAt(start);
		for (int i = start + 1; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == quote) {
				return i;
			}
			if (c == '\\' && quote == '"' && i + 1 < text.length() && (text.charAt(i + 1) == '"' || text.charAt(i + 1) == '\\')) {
				word.append(text.charAt(++i));
			} else {
				word.append(c);
			}
		}
		throw new IllegalArgumentException("can't parse command '%s': No closing quotation".formatted(text));
	}
}
