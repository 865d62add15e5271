package org.fleetdesk.serverless;

import java.util.Arrays;
import java.util.regex.MatchResult;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The patterns of a schema that somebody else has written. They are asked while a user types, so none may take longer than in proportion to the text: RE2 does not
 * backtrack. A pattern that it cannot express (one that looks ahead or back), that is too large, or a text that is too long is left to the engine, which has the last
 * word anyway.
 */
final class LinearPatterns implements RegularExpressionFactory {

	private static final int LONGEST_PATTERN = 1000;
	private static final int LONGEST_TEXT = 10_000;
	/** Repetitions are written out by RE2: {@code ((x{1000}){1000}){1000}} would fill the memory. */
	private static final long MOST_REPETITIONS = 100_000;
	private static final int LARGEST_PROGRAM = 10_000;
	private static final java.util.regex.Pattern COUNTS = java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");
	/** ECMAScript writes a character by its number like this, RE2 as <code>\x{00e9}</code>. */
	private static final java.util.regex.Pattern UNICODE = java.util.regex.Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u([0-9A-Fa-f]{4})");

	@Override
	public RegularExpression getRegularExpression(String regex) {
		if (regex.length() > LONGEST_PATTERN || repetitions(regex) > MOST_REPETITIONS) {
			return text -> true;
		}
		Pattern pattern;
		try {
			pattern = Pattern.compile(UNICODE.matcher(regex).replaceAll("$1\\\\x{$2}"));
		} catch (PatternSyntaxException e) {
			return text -> true;
		}
		return pattern.programSize() > LARGEST_PROGRAM ? text -> true : text -> text.length() > LONGEST_TEXT || pattern.matcher(text).find();
	}

	/** How often something may be repeated by a pattern, as if all its repetitions stood within each other. */
	private static long repetitions(String regex) {
		long all = 1;
		for (MatchResult count : COUNTS.matcher(regex).results().toList()) {
			long most = Arrays.asList(count.group(1), count.group(2)).stream().filter(n -> n != null && !n.isEmpty()).mapToLong(Long::parseLong).max().orElse(1);
			all = Math.min(all * Math.max(1, most), Long.MAX_VALUE / Integer.MAX_VALUE);
		}
		return all;
	}
}
