package org.fleetdesk.http.xmlrpc;

/** Text as XML holds it. */
public final class XmlText {

	private XmlText() {
	}

	/** Text for the content of an element or the value of an attribute. A character that XML cannot hold becomes U+FFFD. */
	public static String escape(String text) {
		return escape(text, true);
	}

	/** Text for the content of an element, where a quotation mark is one like others. */
	static String content(String text) {
		return escape(text, false);
	}

	private static String escape(String text, boolean quotes) {
		var escaped = new StringBuilder(text.length() + text.length() / 4 + 16);
		int done = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			String instead = switch (c) {
			case '&' -> "&amp;";
			case '<' -> "&lt;";
			case '>' -> "&gt;";
			case '"' -> quotes ? "&quot;" : null;
			// else the reader makes a line feed of it
			case '\r' -> "&#13;";
			default -> isAllowedAt(text, i) ? null : "\ufffd";
			};
			if (instead != null) {
				escaped.append(text, done, i).append(instead);
				done = i + 1;
			}
		}
		return done == 0 ? text : escaped.append(text, done, text.length()).toString();
	}

	/** Whether XML 1.0 can hold the character at a place of a text; half of a pair is allowed with the other half only. */
	public static boolean isAllowedAt(String text, int place) {
		char c = text.charAt(place);
		return !Character.isSurrogate(c) ? isAllowed(c) : Character.isHighSurrogate(c) ? place + 1 < text.length() && Character.isLowSurrogate(text.charAt(place + 1))
				: place > 0 && Character.isHighSurrogate(text.charAt(place - 1));
	}

	/** XML 1.0, production 2. */
	static boolean isAllowed(int c) {
		return c >= 0x20 && c <= 0xd7ff || c == '\t' || c == '\n' || c == '\r' || c >= 0xe000 && c <= 0xfffd || c >= 0x10000;
	}
}
