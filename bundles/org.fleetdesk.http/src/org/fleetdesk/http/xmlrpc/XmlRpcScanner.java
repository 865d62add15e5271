package org.fleetdesk.http.xmlrpc;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The little of XML that XML-RPC needs: elements, text with references, CDATA sections, comments; in UTF-8. There is no document type, so there is nothing to expand or to
 * load. Of its own because of its speed: a pool of OpenNebula is one text of many megabytes in which every bracket is escaped, and the parser of the runtime, which hands on each of
 * them alone, needs ten times as long.
 */
final class XmlRpcScanner {

	/** What is found. */
	interface Handler {

		void start(String name) throws WireException;

		/** A part of a text: the first characters of a block. */
		void text(char[] block, int length);

		void end(String name) throws WireException;
	}

	/** The deepest nesting; the messages of OpenNebula and of supervisord have less than ten levels. */
	private static final int MAX_DEPTH = 100;
	private static final int MAX_NAME = 64;

	private final String xml;
	private final Handler handler;
	private final String[] open = new String[MAX_DEPTH];
	private int depth;
	private int at;
	private char[] block = new char[256];

	private XmlRpcScanner(String xml, Handler handler) {
		this.xml = xml;
		this.handler = handler;
	}

	static void scan(byte[] bytes, Handler handler) throws WireException {
		String text = new String(bytes, StandardCharsets.UTF_8);
		if (text.indexOf('\ufffd') >= 0) { // stands for what is none, or for itself
			try {
				text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			} catch (CharacterCodingException e) {
				throw new WireException("it is no text in UTF-8", e);
			}
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

	/** Text with references, up to an end: in one pass, and handed on at once. */
	private void text(int end) throws WireException {
		if (at == end) {
			return;
		}
		char[] block = block(end - at);
		int length = 0;
		while (at < end) {
			char c = xml.charAt(at);
			if (c == '&') {
				int semicolon = xml.indexOf(';', at, Math.min(end, at + 12));
				if (semicolon < 0) {
					throw malformed();
				}
				length = reference(at + 1, semicolon, block, length);
				at = semicolon + 1;
			} else if (XmlText.isAllowed(c) || Character.isSurrogate(c)) {
				block[length++] = c;
				at++;
			} else {
				throw malformed();
			}
		}
		handler.text(block, length);
	}

	private void plain(int start, int end) throws WireException {
		char[] block = block(end - start);
		xml.getChars(start, end, block, 0);
		for (int i = 0; i < end - start; i++) {
			if (!XmlText.isAllowed(block[i]) && !Character.isSurrogate(block[i])) {
				at = start + i;
				throw malformed();
			}
		}
		handler.text(block, end - start);
	}

	/** The same again, where it is long enough. */
	private char[] block(int length) {
		if (block.length < length) {
			block = new char[length];
		}
		return block;
	}

	/** Puts the character that a reference between two places stands for into a block. @return the block's length then; it grows by less than the reference is long */
	private int reference(int start, int end, char[] block, int length) throws WireException {
		int size = end - start;
		char c = 0;
		if (size == 2 && xml.charAt(start + 1) == 't') {
			c = xml.charAt(start) == 'l' ? '<' : xml.charAt(start) == 'g' ? '>' : 0;
		} else if (xml.startsWith("amp", start) && size == 3) {
			c = '&';
		} else if (xml.startsWith("quot", start) && size == 4) {
			c = '"';
		} else if (xml.startsWith("apos", start) && size == 4) {
			c = '\'';
		}
		if (c != 0) {
			block[length] = c;
			return length + 1;
		}
		String text = character(xml.substring(start, end));
		text.getChars(0, text.length(), block, length);
		return length + text.length();
	}

	private String character(String reference) throws WireException {
		try {
			int c = reference.startsWith("#x") ? Integer.parseUnsignedInt(reference.substring(2), 16) : reference.startsWith("#") ? Integer.parseInt(reference.substring(1)) : -1;
			if (c <= Character.MAX_CODE_POINT && XmlText.isAllowed(c)) {
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
