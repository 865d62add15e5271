package org.fleetdesk.ui.logviewer;

import java.time.Duration;
import java.util.regex.PatternSyntaxException;

import org.fleetdesk.logs.LineMatcher;

/** What is typed in the fields "find" and "filter". */
final class Matchers {

	private static final Duration PER_LINE = Duration.ofMillis(200);

	private Matchers() {
	}

	/**
	 * Reads a field: text without regard to case, or a regular expression between slashes.
	 *
	 * @return null for an empty field
	 * @throws PatternSyntaxException when the expression is none
	 */
	static LineMatcher parse(String typed) {
		if (typed.isEmpty()) {
			return null;
		}
		if (typed.length() > 2 && typed.startsWith("/") && typed.endsWith("/")) {
			return LineMatcher.regex(typed.substring(1, typed.length() - 1), true, PER_LINE);
		}
		return LineMatcher.plain(typed, true);
	}
}
