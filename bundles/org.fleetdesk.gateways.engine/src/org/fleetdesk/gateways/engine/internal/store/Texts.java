package org.fleetdesk.gateways.engine.internal.store;

import java.nio.charset.StandardCharsets;

/** Text as both databases keep it. */
final class Texts {

	private Texts() {
	}

	/** Without NUL, which PostgreSQL does not keep, and without halves of characters. */
	static String storable(String text) {
		String whole = text.chars().anyMatch(c -> Character.isSurrogate((char) c)) ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8) : text;
		return whole.indexOf('\0') < 0 ? whole : whole.replace('\0', '\uFFFD');
	}
}
