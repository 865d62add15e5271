package org.fleetdesk.serverless.engine.internal.log;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Takes credentials out of texts. */
final class Masks {

	private static final String MASK = "***";
	/** A shorter password is masked only where it stands with its user: it would be found in any word. */
	private static final int SHORTEST = 4;
	private static final String NAMES = "(?:[A-Z0-9_]*(?:PASSWORD|PASSWD|TOKEN|SECRET)|SR_AUTH|ONE_AUTH)";

	private record Rule(Pattern pattern, String replacement) {
	}

	private static final List<Rule> RULES = List.of(
			new Rule(Pattern.compile("\\b(Basic|Bearer)((?:\\s|%20|\\+)+)[A-Za-z0-9+/_.~=-]{4,}"), "$1$2" + MASK),
			new Rule(Pattern.compile("\\b(authorization\\W{1,6}\\w+\\s+)[^\\s\"',}]+", Pattern.CASE_INSENSITIVE), "$1" + MASK),
			new Rule(Pattern.compile("://[^/\\s:@\"]*:[^/\\s@\"]*@"), "://" + MASK + "@"),
			new Rule(Pattern.compile("<(" + NAMES + ")>(?:<!\\[CDATA\\[.*?\\]\\]>|[^<]*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL), "<$1>" + MASK));

	/** A name and what stands between it and its value, in a template, in JSON, in Ruby's form or in a query, maybe within a string of JSON. */
	private static final Pattern NAMED = Pattern.compile("\\b" + NAMES + "(?:\\\\?[\"']?\\s*=>?\\s*|\\\\?[\"']\\s*:\\s*)", Pattern.CASE_INSENSITIVE);

	private Masks() {
	}

	/** Masks what looks like a credential wherever it comes from. */
	static String general(String text) {
		String masked = text;
		for (Rule rule : RULES) {
			masked = rule.pattern().matcher(masked).replaceAll(rule.replacement());
		}
		return values(masked);
	}

	private static String values(String text) {
		var name = NAMED.matcher(text);
		var masked = new StringBuilder();
		int done = 0;
		while (name.find(done)) {
			masked.append(text, done, name.end()).append(MASK);
			done = end(text, name.end());
		}
		return done == 0 ? text : masked.append(text, done, text.length()).toString();
	}

	/** Where a value ends: behind its quote, which may itself be escaped, or before what separates it from the next. Not by a pattern, which long texts overflow. */
	private static int end(String text, int from) {
		boolean escaped = text.startsWith("\\\"", from);
		int quote = from + (escaped ? 1 : 0);
		char open = quote < text.length() ? text.charAt(quote) : ' ';
		if (open != '"' && open != '\'') {
			int i = from;
			while (i < text.length() && " \t\r\n\"',;&]})".indexOf(text.charAt(i)) < 0) {
				i++;
			}
			return i;
		}
		for (int i = quote + 1, slashes = 0; i < text.length(); i++) {
			if (text.charAt(i) == '\\') {
				slashes++;
			} else if (text.charAt(i) == open && (escaped ? slashes == 1 : slashes % 2 == 0)) {
				return i + 1;
			} else {
				slashes = 0;
			}
		}
		return text.length();
	}

	/** Masks a session in every form that it may have in a text. */
	static UnaryOperator<String> of(String session) {
		String password = session.substring(session.indexOf(':') + 1);
		var secrets = new ArrayList<String>();
		for (String secret : password.length() < SHORTEST ? List.of(session) : List.of(session, password)) {
			secrets.add(secret);
			secrets.add(Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
			secrets.add(new String(JsonStringEncoder.getInstance().quoteAsString(secret)));
			secrets.add(secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
			secrets.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
		}
		var longestFirst = secrets.stream().distinct().filter(s -> !s.isEmpty()).sorted(Comparator.comparingInt(String::length).reversed()).toList();
		return text -> {
			String masked = text;
			for (String secret : longestFirst) {
				masked = masked.replace(secret, MASK);
			}
			return masked;
		};
	}
}
