package org.fleetdesk.opennebula.wire;

import java.io.IOException;
import java.util.LinkedHashMap;

import org.fleetdesk.http.xmlrpc.WireException;

/** Reads the text form of a template as OpenNebula's own parser does (template_parser.l and template_syntax.y of its sources). */
final class TemplateText {

	private final String text;
	private final OneTemplate template = new OneTemplate();
	private int at;

	TemplateText(String text) {
		this.text = text;
	}

	OneTemplate read() throws IOException {
		skip();
		while (at < text.length()) {
			attribute();
			skip();
		}
		return template;
	}

	/** Blanks, line ends, and comments, which begin with # before anything else. */
	private void skip() {
		while (at < text.length()) {
			char c = text.charAt(at);
			if (c == '#') {
				int end = text.indexOf('\n', at);
				at = end < 0 ? text.length() : end;
			} else if (isBlank(c) || c == '\n') {
				at++;
			} else {
				return;
			}
		}
	}

	private void attribute() throws IOException {
		String name = name();
		blanks();
		expect('=');
		blanks();
		if (at == text.length() || text.charAt(at) == '\n') {
			add(name, "");
		} else if (text.charAt(at) == '[') {
			at++;
			vector(name);
		} else {
			add(name, value());
		}
	}

	private void vector(String name) throws IOException {
		var values = new LinkedHashMap<String, String>();
		whites();
		if (at < text.length() && text.charAt(at) == ']') {
			at++;
		} else {
			while (true) {
				String key = name();
				blanks();
				expect('=');
				blanks();
				// of two values the first counts
				values.putIfAbsent(OneTemplate.upper(key), value());
				whites();
				if (at < text.length() && text.charAt(at) == ']') {
					at++;
					break;
				}
				expect(',');
				whites();
			}
		}
		try {
			template.add(name, values);
		} catch (IllegalArgumentException e) {
			throw problem("this can be no name");
		}
	}

	private void add(String name, String value) throws IOException {
		try {
			template.add(name, value);
		} catch (IllegalArgumentException e) {
			throw problem("this can be no name");
		}
	}

	private String name() throws IOException {
		int start = at;
		while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) && text.charAt(at) < 0x80 || text.charAt(at) == '_')) {
			at++;
		}
		if (start == at) {
			throw problem("a name is missing");
		}
		return text.substring(start, at);
	}

	/** The longer of a quoted and of a plain one, as lexers have it. */
	private String value() throws IOException {
		int quotedEnd = at < text.length() && text.charAt(at) == '"' ? quotedEnd() : -1;
		int plainEnd = at;
		while (plainEnd < text.length() && "=#,[]\n".indexOf(text.charAt(plainEnd)) < 0 && !isBlank(text.charAt(plainEnd))) {
			plainEnd++;
		}
		int end = Math.max(quotedEnd, plainEnd);
		if (end == at) {
			throw problem("a value is missing");
		}
		String value = quotedEnd >= plainEnd ? text.substring(at + 1, end - 1) : text.substring(at, end);
		at = end;
		return value.replace("\\\"", "\"");
	}

	/**
	 * Behind the mark that ends the quoted value, or -1. A mark behind a backslash belongs to the value, but for the last one when no other follows. A value that is
	 * followed by the end of a CDATA section is nothing for OpenNebula; here it is not cut short.
	 */
	private int quotedEnd() {
		int last = -1;
		for (int i = at + 1; i < text.length(); i++) {
			if (text.charAt(i) == '"') {
				last = i + 1;
				if (i == at + 1 || text.charAt(i - 1) != '\\') {
					return last;
				}
			}
		}
		return last;
	}

	private void blanks() {
		while (at < text.length() && isBlank(text.charAt(at))) {
			at++;
		}
	}

	private void whites() {
		while (at < text.length() && (isBlank(text.charAt(at)) || text.charAt(at) == '\n')) {
			at++;
		}
	}

	private static boolean isBlank(char c) {
		// a carriage return: templates of other systems
		return c == ' ' || c == '\t' || c == '\r';
	}

	private void expect(char wanted) throws IOException {
		if (at == text.length() || text.charAt(at) != wanted) {
			throw problem("%c is missing".formatted(wanted));
		}
		at++;
	}

	private WireException problem(String what) {
		long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
		return new WireException("syntax error in line %d of the template: %s".formatted(line, what));
	}
}
