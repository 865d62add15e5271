package org.fleetdesk.ui;

import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How the console writes ages, sizes, times, identifiers and text of unknown origin. */
public final class Texts {

	private static final Pattern LONG_ID = Pattern.compile("\\b(\\p{XDigit}{12})\\p{XDigit}{28,}\\b");
	private static final String[] UNITS = { "KiB", "MiB", "GiB", "TiB" };
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
	private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneId.systemDefault());
	private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM).withZone(ZoneId.systemDefault());

	private Texts() {
	}

	/** A pattern of {@link MessageFormat} with its values; plurals by its {@code choice} format. */
	public static String format(String pattern, Object... values) {
		return new MessageFormat(pattern, Locale.ENGLISH).format(values);
	}

	/** Such as "12 s", "2 m", "5 h", "3 d"; times in the future count as now. */
	public static String age(Duration age) {
		long seconds = Math.max(0, age.toSeconds());
		if (seconds < 60) {
			return seconds + " s";
		}
		if (seconds < 3600) {
			return seconds / 60 + " m";
		}
		return seconds < 86400 ? seconds / 3600 + " h" : seconds / 86400 + " d";
	}

	/** The age of a moment as of now. */
	public static String age(Instant since) {
		return age(Duration.between(since, Instant.now()));
	}

	/** Binary units with three digits, such as "16.2 MiB". */
	public static String size(long bytes) {
		if (bytes < 1024) {
			return bytes + " B";
		}
		double value = bytes;
		int unit = -1;
		while (value >= 1024 && unit < UNITS.length - 1) {
			value /= 1024;
			unit++;
		}
		return String.format(Locale.ENGLISH, value < 10 ? "%.2f %s" : value < 100 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
	}

	/** Bytes a second, such as "1.20 MiB/s". */
	public static String rate(long bytesPerSecond) {
		return size(bytesPerSecond) + "/s";
	}

	/** Local time of day. */
	public static String time(Instant time) {
		return TIME.format(time);
	}

	/** Local time of day for today, the date for other days; for narrow columns. */
	public static String shortTime(Instant time) {
		var zone = ZoneId.systemDefault();
		return LocalDate.ofInstant(time, zone).equals(LocalDate.now(zone)) ? TIME.format(time) : DATE.format(time);
	}

	/** Local date and time. */
	public static String dateTime(Instant time) {
		return DATE_TIME.format(time);
	}

	/** Reads an attribute's ISO-8601 time; empty when it is none. */
	public static Optional<Instant> instant(String text) {
		try {
			return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
		} catch (DateTimeParseException e) {
			return Optional.empty();
		}
	}

	/** Reads an attribute's number; empty when it is none. */
	public static Optional<Long> number(String text) {
		try {
			return text.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(text));
		} catch (NumberFormatException e) {
			return Optional.empty();
		}
	}

	/** An identifier cut to 12 digits, its algorithm kept: "sha256:3f0c1a…". */
	public static String shortId(String id) {
		int start = id.indexOf(':') + 1;
		return id.length() - start <= 12 ? id : id.substring(0, start + 12);
	}

	/** A sentence in which long identifiers, such as fingerprints, are cut to 12 digits. */
	public static String shortIds(String sentence) {
		return LONG_ID.matcher(sentence).replaceAll("$1…");
	}

	/** Text of unknown origin on one line: control and direction characters are made visible. */
	public static String plain(String text) {
		int even = 0;
		while (even < text.length() && !odd(text.charAt(even))) { // all that is odd is a single char
			even++;
		}
		if (even == text.length()) {
			return text;
		}
		var shown = new StringBuilder(text.length() + 16);
		text.codePoints().forEach(c -> {
			if (odd(c)) {
				shown.append(c < 0x100 ? "\\x%02x".formatted(c) : "\\u%04x".formatted(c));
			} else {
				shown.appendCodePoint(c);
			}
		});
		return shown.toString();
	}

	/** The same, but line breaks are kept. */
	public static String plainLines(String text) {
		return text.lines().map(Texts::plain).collect(Collectors.joining("\n"));
	}

	private static boolean odd(int c) {
		return Character.isISOControl(c) || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x200e || c == 0x200f || c == 0x2028 || c == 0x2029;
	}

	/** Text for a label, button or menu, in which an ampersand would underline a letter. */
	public static String label(String text) {
		return plain(text).replace("&", "&&");
	}

	/** The first letter upper case. */
	public static String sentence(String text) {
		return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ENGLISH) + text.substring(1);
	}
}
