package org.fleetdesk.gateways.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A configuration file as Python's {@code ConfigParser} reads it for supervisord 4.2: {@code [section]}, {@code key = value} or {@code key: value}, keys in
 * lower case, lines that begin with blanks continue a value, {@code ;} and {@code #} begin a comment at the start of a line or after a blank. A key may be there
 * twice, the last one counts.
 *
 * @param sections by name, in their order; one that is there twice is one
 * @param headers  the names as they stand in the file, also those that are there twice
 * @param repeated keys that are there twice, as {@code section.key}
 */
public record Ini(Map<String, Map<String, String>> sections, List<String> headers, List<String> repeated) {

	/** @throws IllegalArgumentException which says the line and what is wrong there */
	public static Ini parse(String text) {
		var sections = new LinkedHashMap<String, Map<String, String>>();
		var headers = new ArrayList<String>();
		var repeated = new ArrayList<String>();
		Map<String, String> section = null;
		String key = null;
		int number = 0;
		for (String raw : text.split("\r\n|\r|\n", -1)) {
			number++;
			String line = withoutComment(raw).stripTrailing();
			if (line.isBlank()) {
				continue;
			}
			boolean continued = Character.isWhitespace(line.charAt(0));
			if (continued && key != null) {
				section.merge(key, line.strip(), (before, more) -> before + "\n" + more);
				continue;
			}
			line = line.strip();
			if (line.startsWith("[")) {
				int end = line.indexOf(']');
				if (end < 2) {
					throw new IllegalArgumentException("line " + number + " begins a section and does not name it");
				}
				String name = line.substring(1, end);
				headers.add(name);
				section = sections.computeIfAbsent(name, n -> new LinkedHashMap<>());
				key = null;
				continue;
			}
			if (section == null) {
				throw new IllegalArgumentException("line " + number + " stands before any [section]");
			}
			int mark = mark(line);
			if (mark < 1) {
				throw new IllegalArgumentException("line " + number + " is neither a [section] nor \"key = value\"");
			}
			key = line.substring(0, mark).strip().toLowerCase(Locale.ROOT);
			if (section.put(key, line.substring(mark + 1).strip()) != null) {
				repeated.add(headers.getLast() + "." + key);
			}
		}
		return new Ini(sections, headers, repeated);
	}

	private static int mark(String line) {
		int equals = line.indexOf('=');
		int colon = line.indexOf(':');
		return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
	}

	private static String withoutComment(String line) {
		for (int i = 0; i < line.length(); i++) {
			char c = line.charAt(i);
			if ((c == ';' || c == '#') && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
				return line.substring(0, i);
			}
		}
		return line;
	}
}
