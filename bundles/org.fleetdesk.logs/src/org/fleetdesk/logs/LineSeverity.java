package org.fleetdesk.logs;

import java.util.Map;

/** How bad a line seems to be, guessed by the first word in it that names a level, such as {@code ERROR}, {@code [warn]} or {@code level=info}. */
public enum LineSeverity {

	/** No level is named. */
	UNKNOWN,
	DEBUG, INFO, WARNING, ERROR;

	private static final int LOOK_AT = 160;
	private static final Map<String, LineSeverity> WORDS = Map.ofEntries(Map.entry("TRACE", DEBUG), Map.entry("DEBUG", DEBUG), Map.entry("INFO", INFO),
			Map.entry("NOTICE", INFO), Map.entry("WARN", WARNING), Map.entry("WARNING", WARNING), Map.entry("ERR", ERROR), Map.entry("ERROR", ERROR),
			Map.entry("SEVERE", ERROR), Map.entry("FATAL", ERROR), Map.entry("CRITICAL", ERROR), Map.entry("CRIT", ERROR), Map.entry("ALERT", ERROR),
			Map.entry("EMERG", ERROR), Map.entry("PANIC", ERROR), Map.entry("EXCEPTION", ERROR), Map.entry("FAILED", ERROR));

	/** Guesses from the first part of a line. */
	public static LineSeverity of(byte[] bytes, int offset, int length) {
		int end = offset + Math.min(length, LOOK_AT);
		int word = -1;
		for (int i = offset; i <= end; i++) {
			boolean letter = i < end && isLetter(bytes[i]);
			if (letter && word < 0) {
				word = i;
			} else if (!letter && word >= 0) {
				if (i - word >= 3 && i - word <= 9) {
					var found = WORDS.get(upper(bytes, word, i));
					if (found != null) {
						return found;
					}
				}
				word = -1;
			}
		}
		return UNKNOWN;
	}

	private static boolean isLetter(byte b) {
		return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '_' || b >= '0' && b <= '9';
	}

	private static String upper(byte[] bytes, int from, int to) {
		var chars = new char[to - from];
		for (int i = 0; i < chars.length; i++) {
			byte b = bytes[from + i];
			chars[i] = (char) (b >= 'a' && b <= 'z' ? b - 32 : b);
		}
		return new String(chars);
	}
}
