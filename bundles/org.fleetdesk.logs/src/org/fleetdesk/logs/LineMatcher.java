package org.fleetdesk.logs;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.fleetdesk.logs.internal.PlainMatcher;
import org.fleetdesk.logs.internal.RegexMatcher;

/** Says whether and where a line matches. Looks at the visible text ({@link LogText}), so what is found is what is seen. Safe for use by several threads. */
public interface LineMatcher {

	/**
	 * Whether a line matches.
	 *
	 * @throws MatchTimeoutException when a regular expression takes too long on this line
	 * @throws java.util.concurrent.CancellationException when the thread is interrupted meanwhile (its interrupt status stays set)
	 */
	boolean matches(byte[] bytes, int offset, int length);

	/**
	 * Finds the next match in a visible text.
	 *
	 * @param from where to begin
	 * @return start in the upper, end in the lower 32 bits; -1 when there is none. Never empty.
	 * @throws MatchTimeoutException as {@link #matches}
	 */
	long find(String text, int from);

	/** The start of a match of {@link #find}. */
	static int start(long match) {
		return (int) (match >>> 32);
	}

	/** The end of a match of {@link #find}. */
	static int end(long match) {
		return (int) match;
	}

	/** Matches lines that contain a text. @param text not empty */
	static LineMatcher plain(String text, boolean ignoreCase) {
		return new PlainMatcher(text, ignoreCase);
	}

	/**
	 * Matches lines in which a regular expression is found.
	 *
	 * @param perLine how long a single line may take
	 * @throws PatternSyntaxException when it is none; the message says where
	 */
	static LineMatcher regex(String expression, boolean ignoreCase, Duration perLine) {
		return new RegexMatcher(Pattern.compile(expression, ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0), perLine);
	}
}
