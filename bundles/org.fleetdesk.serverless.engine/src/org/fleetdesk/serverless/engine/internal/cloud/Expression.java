package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * OpenNebula's expressions for the scheduler: requirements such as {@code HYPERVISOR = "kvm" & !(ID = 3) & FREE_CPU > 100} and ranks such as {@code FREE_CPU * 2 - RUNNING_VMS}. Compared
 * without regard to case, because the Provisioning Engine sends them in capitals.
 */
final class Expression {

	private static final Pattern TOKEN = Pattern.compile("\\s*(?:(\"[^\"]*\")|([0-9]+(?:\\.[0-9]+)?)|([A-Za-z_][A-Za-z0-9_/.-]*)|(@>|!=|[=<>&|!()+*/-]))");
	private static final Pattern RANK_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_/]*");
	private static final int MOST_TOKENS = 1000;

	private final String source;
	private final Function<String, String> values;
	private final List<String> tokens = new ArrayList<>();
	private int next;
	private int depth;

	private Expression(String source, boolean rank, Function<String, String> values) {
		this.source = source;
		this.values = values;
		Matcher token = TOKEN.matcher(source);
		int end = 0;
		while (end < source.length() && token.find(end) && token.start() == end && tokens.size() <= MOST_TOKENS) {
			end = token.end();
			String text = token.group().strip();
			if (rank && token.group(3) != null) { // a minus is one there
				var name = RANK_NAME.matcher(text);
				name.lookingAt();
				end -= text.length() - name.end();
				text = name.group();
			}
			tokens.add(text);
		}
		if (!source.substring(end).isBlank()) {
			throw wrong(source.substring(end).strip());
		}
	}

	/**
	 * Whether requirements are met.
	 *
	 * @param values of attributes by their names in capitals; null for those that are not there
	 * @throws IllegalArgumentException when it is no expression
	 */
	static boolean matches(String requirements, Function<String, String> values) {
		var expression = new Expression(requirements, false, values);
		if (expression.tokens.isEmpty()) {
			return true;
		}
		boolean result = expression.either();
		expression.end();
		return result;
	}

	/**
	 * The value of a rank; attributes that are not there, or are no numbers, count 0.
	 *
	 * @throws IllegalArgumentException when it is no expression
	 */
	static double rank(String rank, Function<String, String> values) {
		var expression = new Expression(rank, true, values);
		if (expression.tokens.isEmpty()) {
			return 0;
		}
		double result = expression.sum();
		expression.end();
		return result;
	}

	private boolean either() {
		boolean result = both();
		while (take("|")) {
			result |= both();
		}
		return result;
	}

	private boolean both() {
		boolean result = one();
		while (take("&")) {
			result &= one();
		}
		return result;
	}

	private boolean one() {
		enter();
		try {
			if (take("!")) {
				return !one();
			}
			if (take("(")) {
				boolean result = either();
				expect(")");
				return result;
			}
			return comparison();
		} finally {
			depth--;
		}
	}

	private boolean comparison() {
		String name = token();
		if (!name.matches("\"?[A-Za-z_][^\"]*\"?")) {
			throw wrong(name);
		}
		String operator = token();
		String wanted = unquoted(token());
		String value = values.apply(unquoted(name).toUpperCase(Locale.ROOT));
		return switch (operator) {
		case "=" -> value != null && equal(value, wanted);
		case "!=" -> value == null || !equal(value, wanted);
		case "<" -> value != null && compare(value, wanted) < 0;
		case ">" -> value != null && compare(value, wanted) > 0;
		case "@>" -> value != null && List.of(value.split(",")).stream().anyMatch(v -> equal(v.strip(), wanted));
		default -> throw wrong(operator);
		};
	}

	/** Numbers as numbers, else texts in which * and ? stand for others. */
	private static boolean equal(String value, String wanted) {
		if (isNumber(value) && isNumber(wanted)) {
			return Double.parseDouble(value) == Double.parseDouble(wanted);
		}
		return glob(value.toLowerCase(Locale.ROOT), wanted.toLowerCase(Locale.ROOT));
	}

	private static boolean glob(String value, String pattern) {
		int v = 0;
		int p = 0;
		int star = -1;
		int mark = 0;
		while (v < value.length()) {
			if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == value.charAt(v)) && pattern.charAt(p) != '*') {
				p++;
				v++;
			} else if (p < pattern.length() && pattern.charAt(p) == '*') {
				star = p++;
				mark = v;
			} else if (star >= 0) {
				p = star + 1;
				v = ++mark;
			} else {
				return false;
			}
		}
		while (p < pattern.length() && pattern.charAt(p) == '*') {
			p++;
		}
		return p == pattern.length();
	}

	private static int compare(String value, String wanted) {
		return isNumber(value) && isNumber(wanted) ? Double.compare(Double.parseDouble(value), Double.parseDouble(wanted)) : value.compareToIgnoreCase(wanted);
	}

	private double sum() {
		double result = product();
		while (true) {
			if (take("+")) {
				result += product();
			} else if (take("-")) {
				result -= product();
			} else {
				return result;
			}
		}
	}

	private double product() {
		double result = factor();
		while (true) {
			if (take("*")) {
				result *= factor();
			} else if (take("/")) {
				double divisor = factor();
				result = divisor == 0 ? 0 : result / divisor;
			} else {
				return result;
			}
		}
	}

	private double factor() {
		enter();
		try {
			if (take("-")) {
				return -factor();
			}
			if (take("(")) {
				double result = sum();
				expect(")");
				return result;
			}
			String token = token();
			if (isNumber(token)) {
				return Double.parseDouble(token);
			}
			if (!token.matches("[A-Za-z_].*")) {
				throw wrong(token);
			}
			String value = values.apply(token.toUpperCase(Locale.ROOT));
			return value != null && isNumber(value) ? Double.parseDouble(value) : 0;
		} finally {
			depth--;
		}
	}

	private void enter() {
		if (++depth > 50) {
			throw wrong("too many parentheses");
		}
	}

	private static boolean isNumber(String text) {
		return text.matches("-?[0-9]{1,15}(\\.[0-9]{1,15})?");
	}

	private static String unquoted(String text) {
		return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
	}

	private boolean take(String token) {
		if (next < tokens.size() && tokens.get(next).equals(token)) {
			next++;
			return true;
		}
		return false;
	}

	private void expect(String token) {
		if (!take(token)) {
			throw wrong(next < tokens.size() ? tokens.get(next) : "the end");
		}
	}

	private String token() {
		if (next >= tokens.size()) {
			throw wrong("the end");
		}
		return tokens.get(next++);
	}

	private void end() {
		if (next < tokens.size()) {
			throw wrong(tokens.get(next));
		}
	}

	private IllegalArgumentException wrong(String at) {
		return new IllegalArgumentException("syntax error at " + at + " in: " + source);
	}
}
