package org.fleetdesk.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Text for terminals. */
public final class Text {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

	private Text() {
	}

	/**
	 * Shows control characters as {@code \x1b}, and those that turn the direction of text as {@code \u202e}, instead of sending them to the terminal: the
	 * text may come from a device.
	 */
	public static String harmless(String text) {
		if (text.chars().noneMatch(c -> control(c) || misleading(c))) {
			return text;
		}
		var shown = new StringBuilder(text.length() + 16);
		text.chars().forEach(c -> {
			if (control(c)) {
				shown.append("\\x%02x".formatted(c));
			} else if (misleading(c)) {
				shown.append("\\u%04x".formatted(c));
			} else {
				shown.append((char) c);
			}
		});
		return shown.toString();
	}

	private static boolean control(int c) {
		return c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0;
	}

	/** Hides or breaks what a line says. */
	private static boolean misleading(int c) {
		return c >= 0x2028 && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
	}

	/** The local time to the second, as tables show it. */
	public static String time(Instant time) {
		return TIME.format(time.atZone(ZoneId.systemDefault()));
	}

	/** A size in binary units, such as "16.2 MiB". */
	public static String bytes(long bytes) {
		if (bytes < 1024) {
			return bytes + " B";
		}
		int power = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
		return String.format(Locale.ROOT, "%.1f %siB", bytes / Math.pow(1024, power), "KMGTPE".charAt(power - 1));
	}

	/** A length of time in whole units of one kind, such as "0.3 s", "40 s", "15 min", "26 h" or "2 days". */
	public static String duration(Duration time) {
		if (time.toMillis() < 1000) {
			return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
		}
		return time.toSeconds() < 120 ? time.toSeconds() + " s" : time.toMinutes() < 120 ? time.toMinutes() + " min" : time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " days";
	}

	/** Lines of left-aligned columns; each row has as many cells as the header. */
	public static List<String> table(List<String> header, List<List<String>> rows) {
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
