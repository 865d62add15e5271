package org.fleetdesk.core.internal;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Writes words of a command line for POSIX {@code sh}, in one line and without control characters, whatever is in them; some parts can be left to variables. */
final class ShellWords {

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

	private final String border = UUID.randomUUID().toString();
	private final Pattern variable = Pattern.compile(border + "(\\w+)" + border);

	/** A placeholder in texts for {@link #quoted}: the shell puts the variable's value there, and refuses when it is not set. */
	String variable(String name) {
		String letters = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_").replaceAll("^_+|_+$", "");
		return border + letters + border;
	}

	/** The text as one word. */
	String quoted(String text) {
		if (text.isEmpty()) {
			return "''";
		}
		var word = new StringBuilder();
		int done = 0;
		for (var matcher = variable.matcher(text); matcher.find(); done = matcher.end()) {
			word.append(constant(text.substring(done, matcher.start()))).append("\"${").append(matcher.group(1)).append(":?}\"");
		}
		return word.append(constant(text.substring(done))).toString();
	}

	private static String constant(String text) {
		if (text.isEmpty() || PLAIN.matcher(text).matches()) {
			return text;
		}
		return text.codePoints().anyMatch(ShellWords::invisible) ? printed(text) : "'" + text.replace("'", "'\\''") + "'";
	}

	private static boolean invisible(int c) {
		return switch (Character.getType(c)) {
		case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
		default -> false;
		};
	}

	private static String printed(String text) {
		var format = new StringBuilder();
		text.codePoints().forEach(c -> {
			if (invisible(c) || c == '\'' || c == '-' && format.isEmpty()) { // an option of printf else
				for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
					format.append("\\%03o".formatted(b & 0xff));
				}
			} else {
				format.append(c == '\\' ? "\\\\" : c == '%' ? "%%" : Character.toString(c));
			}
		});
		return "\"$(printf '" + format + "')\"";
	}

	/** Whether a shell can hand the text on: what it takes from a command loses the ends of its last lines. */
	static boolean keeps(String text) {
		return !text.endsWith("\n") && text.indexOf('\0') < 0;
	}
}
