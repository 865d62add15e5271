package org.fleetdesk.cli;

import java.util.ArrayList;
import java.util.List;

/** Text for terminals. */
public final class Text {

	private Text() {
	}

	/** Shows control characters as {@code \x1b} instead of sending them to the terminal: the text may come from a device. */
	public static String harmless(String text) {
		if (text.chars().noneMatch(Text::control)) {
			return text;
		}
		var shown = new StringBuilder(text.length() + 16);
		text.chars().forEach(c -> {
			if (control(c)) {
				shown.append("\\x%02x".formatted(c));
			} else {
				shown.append((char) c);
			}
		});
		return shown.toString();
	}

	private static boolean control(int c) {
		return c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0;
	}

	static List<String> table(List<String> header, List<List<String>> rows) {
		int[] widths = header.stream().mapToInt(String::length).toArray();
		rows.forEach(row -> {
			for (int i = 0; i < widths.length; i++) {
				widths[i] = Math.max(widths[i], row.get(i).length());
			}
		});
		var lines = new ArrayList<String>();
		lines.add(pad(header, widths));
		rows.forEach(row -> lines.add(pad(row, widths)));
		return lines;
	}

	private static String pad(List<String> cells, int[] widths) {
		var line = new StringBuilder();
		for (int i = 0; i < widths.length; i++) {
			line.append(i == widths.length - 1 ? cells.get(i) : String.format("%-" + (widths[i] + 2) + "s", cells.get(i)));
		}
		return line.toString();
	}
}
