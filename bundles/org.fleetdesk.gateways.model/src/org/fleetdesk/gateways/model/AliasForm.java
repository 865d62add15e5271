package org.fleetdesk.gateways.model;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Aliases and their values as the device API has them in queries and bodies ({@code application/x-www-form-urlencoded}, spec/gateways.md 1.0 "Encoding traps").
 * Reading is lenient, as clients send values as they are: with blanks, equals signs, quotes and per cent signs that begin nothing.
 */
public final class AliasForm {

	/** An alias, or a time in records, with what stands behind the first equals sign. Names may repeat and have an order. */
	public record Pair(String name, String value) {
	}

	private AliasForm() {
	}

	/**
	 * Reads a body that writes. A part without an equals sign belongs to the value before it: that client did not encode an ampersand.
	 *
	 * @param body the bytes as ISO 8859-1, one character each
	 */
	public static List<Pair> values(String body) {
		var pairs = new ArrayList<Pair>();
		String name = null;
		var value = new StringBuilder();
		for (String part : body.split("&")) {
			int equals = part.indexOf('=');
			if (equals < 0 && name != null) {
				value.append('&').append(decode(part));
			} else if (equals > 0) {
				if (name != null) {
					pairs.add(new Pair(name, value.toString()));
				}
				name = decode(part.substring(0, equals));
				value = new StringBuilder(decode(part.substring(equals + 1)));
			}
		}
		if (name != null) {
			pairs.add(new Pair(name, value.toString()));
		}
		return pairs;
	}

	/**
	 * Reads a query that names aliases, such as {@code a1&a2}; what stands behind an equals sign is ignored.
	 *
	 * @param query the bytes as ISO 8859-1, one character each
	 */
	public static List<String> names(String query) {
		var names = new LinkedHashSet<String>();
		for (String part : query.split("&")) {
			int equals = part.indexOf('=');
			String name = decode(equals < 0 ? part : part.substring(0, equals));
			if (!name.isEmpty()) {
				names.add(name);
			}
		}
		return List.copyOf(names);
	}

	/** Writes a body or an answer; {@code +}, {@code &}, {@code =} and all that is not ASCII are encoded, as clients decode answers as a whole. */
	public static String encode(Map<String, String> values) {
		return encode(values.entrySet().stream().map(e -> new Pair(e.getKey(), e.getValue())).toList());
	}

	/** The same where names repeat. */
	public static String encode(Collection<Pair> pairs) {
		return pairs.stream().map(p -> code(p.name()) + "=" + code(p.value())).collect(Collectors.joining("&"));
	}

	private static String code(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
	}

	private static String decode(String text) {
		var bytes = new ByteArrayOutputStream(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			int code = c == '%' && i + 2 < text.length() ? hex(text, i + 1) : -1;
			if (code >= 0) {
				bytes.write(code);
				i += 2;
			} else {
				bytes.write(c == '+' ? ' ' : c);
			}
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	/** The number of two hexadecimal digits, or -1. */
	private static int hex(String text, int at) {
		int high = Character.digit(text.charAt(at), 16);
		int low = Character.digit(text.charAt(at + 1), 16);
		return high < 0 || low < 0 ? -1 : high * 16 + low;
	}
}
