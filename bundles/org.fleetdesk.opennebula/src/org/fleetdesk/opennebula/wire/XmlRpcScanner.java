package org.fleetdesk.opennebula.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The little of XML that XML-RPC needs: elements, text with references, CDATA sections, comments; in UTF-8. There is no document type, so there is nothing to expand or to
 * load. Of its own because of its speed: a pool is one text of many megabytes in which every bracket is escaped, and the parser of the runtime, which hands on each of
 * them alone, needs ten times as long.
 */
final class XmlRpcScanner {

	/** What is found. */
	interface Handler {

		void start(String name) throws WireException;

		/** A part of a text: what is in another between two places. */
		void text(CharSequence text, int start, int end);

		void end(String name) throws WireException;
	}

	/** The deepest nesting; OpenNebula's own messages have less than ten levels. */
	private static final int MAX_DEPTH = 100;
	private static final int MAX_NAME = 64;

	private final String xml;
	private final Handler handler;
	private final String[] open = new String[MAX_DEPTH];
	private int depth;
	private int at;

	private XmlRpcScanner(String xml, Handler handler) {
		this.xml = xml;
		this.handler = handler;
	}

	static void scan(byte[] bytes, Handler handler) throws WireException {
		String text;
		try {
			text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		} catch (CharacterCodingException e) {
			throw new WireException("it is no text in UTF-8", e);
		}
		// line ends as XML has them
		new XmlRpcScanner(text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n'), handler).scan();
	}

	private void scan() throws WireException {
		boolean rooted = false;
		if (xml.startsWith("\ufeff")) {
			at = 1;
		}
		while (at < xml.length()) {
			int bracket = xml.indexOf('<', at);
			int end = bracket < 0 ? xml.length() : bracket;
			if (depth > 0) {
				text(end);
			} else {
				blank(end);
			}
			at = end;
			if (at == xml.length()) {
				break;
			}
			if (xml.startsWith("<?", at)) {
				skip("?>");
			} else if (xml.startsWith("<!--", at)) {
				skip("-->");
			} else if (depth > 0 && xml.startsWith("<![CDATA[", at)) {
				int start = at + 9;
				skip("]]>");
				plain(start, at - 3);
			} else if (xml.startsWith("<!", at)) {
				throw new WireException("the XML has a document type, which is not allowed");
			} else if (xml.startsWith("</", at)) {
				close();
			} else if (depth == 0 && rooted) {
				throw malformed();
			} else {
				open();
				rooted = true;
			}
		}
		if (depth > 0 || !rooted) {
			throw malformed();
		}
	}

	private void open() throws WireException {
		at++;
		String name = name();
		boolean empty = attributes();
		if (depth == MAX_DEPTH) {
			throw new WireException("it is nested deeper than %d levels".formatted(MAX_DEPTH));
		}
		handler.start(name);
		if (empty) {
			handler.end(name);
		} else {
			open[depth++] = name;
		}
	}

	private void close() throws WireException {
		at += 2;
		String name = name();
		blanks();
		if (depth == 0 || !open[depth - 1].equals(name) || at == xml.length() || xml.charAt(at) != '>') {
			throw malformed();
		}
		at++;
		depth--;
		handler.end(name);
	}

	private String name() throws WireException {
		int start = at;
		while (at < xml.length() && at - start <= MAX_NAME && isName(xml.charAt(at))) {
			at++;
		}
		if (at == start || at - start > MAX_NAME) {
			throw malformed();
		}
		return xml.substring(start, at);
	}

	private static boolean isName(char c) {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == ':' || c == '_' || c == '-' || c == '.';
	}

	/** Passes over what is not asked for. @return whether the element is empty */
	private boolean attributes() throws WireException {
		while (at < xml.length()) {
			char c = xml.charAt(at++);
			if (c == '>') {
				return false;
			}
			if (c == '/' && at < xml.length() && xml.charAt(at) == '>') {
				at++;
				return true;
			}
			if (c == '"' || c == '\'') {
				int end = xml.indexOf(c, at);
				if (end < 0) {
					throw malformed();
				}
				at = end + 1;
			} else if (c != '=' && !isBlank(c) && !isName(c)) {
				throw malformed();
			}
		}
		throw malformed();
	}

	/** Text with references, up to an end. */
	private void text(int end) throws WireException {
		while (at < end) {
			int reference = xml.indexOf('&', at, end);
			plain(at, reference < 0 ? end : reference);
			if (reference < 0) {
				return;
			}
			at = reference;
			reference(end);
		}
	}

	private void plain(int start, int end) throws WireException {
		for (int i = start; i < end; i++) {
			if (!Xml.isAllowed(xml.charAt(i)) && !Character.isSurrogate(xml.charAt(i))) {
				at = i;
				throw malformed();
			}
		}
		if (start < end) {
			handler.text(xml, start, end);
		}
	}

	private void reference(int end) throws WireException {
		int semicolon = xml.indexOf(';', at, Math.min(end, at + 12));
		if (semicolon < 0) {
			throw malformed();
		}
		String name = xml.substring(at + 1, semicolon);
		String text = switch (name) {
		case "lt" -> "<";
		case "gt" -> ">";
		case "amp" -> "&";
		case "quot" -> "\"";
		case "apos" -> "'";
		default -> character(name);
		};
		handler.text(text, 0, text.length());
		at = semicolon + 1;
	}

	private String character(String reference) throws WireException {
		try {
			int c = reference.startsWith("#x") ? Integer.parseUnsignedInt(reference.substring(2), 16) : reference.startsWith("#") ? Integer.parseInt(reference.substring(1)) : -1;
			if (c <= Character.MAX_CODE_POINT && Xml.isAllowed(c)) {
				return Character.toString(c);
			}
		} catch (NumberFormatException e) {
			// it is none
		}
		throw malformed();
	}

	private void blank(int end) throws WireException {
		for (; at < end; at++) {
			if (!isBlank(xml.charAt(at))) {
				throw malformed();
			}
		}
	}

	private void blanks() {
		while (at < xml.length() && isBlank(xml.charAt(at))) {
			at++;
		}
	}

	private static boolean isBlank(char c) {
		return c == ' ' || c == '\t' || c == '\n';
	}

	private void skip(String end) throws WireException {
		int found = xml.indexOf(end, at);
		if (found < 0) {
			throw malformed();
		}
		at = found + end.length();
	}

	private WireException malformed() {
		return new WireException(at >= xml.length() ? "it ends too early" : "the XML is not well-formed at character %d".formatted(at));
	}
}
