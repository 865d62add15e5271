package org.fleetdesk.logs.internal;

import java.nio.charset.StandardCharsets;

import org.fleetdesk.logs.LineMatcher;
import org.fleetdesk.logs.LogText;

/** Finds a text; in lines of plain ASCII without decoding them. */
public final class PlainMatcher implements LineMatcher {

	private final String text;
	private final boolean ignoreCase;
	private final boolean ascii;
	private final byte[] lower;
	private final byte[] upper;

	public PlainMatcher(String text, boolean ignoreCase) {
		if (text.isEmpty()) {
			throw new IllegalArgumentException("The text to find is empty");
		}
		this.text = text;
		this.ignoreCase = ignoreCase;
		ascii = text.chars().allMatch(c -> c < 0x80);
		var bytes = text.getBytes(StandardCharsets.UTF_8);
		lower = bytes.clone();
		upper = bytes.clone();
		for (int i = 0; ascii && ignoreCase && i < bytes.length; i++) {
			if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
				lower[i] += 32;
			} else if (bytes[i] >= 'a' && bytes[i] <= 'z') {
				upper[i] -= 32;
			}
		}
	}

	@Override
	public boolean matches(byte[] bytes, int offset, int length) {
		if (LogText.isPlain(bytes, offset, length)) {
			return ascii && contains(bytes, offset, offset + length - lower.length);
		}
		return find(LogText.plain(bytes, offset, length), 0) >= 0;
	}

	private boolean contains(byte[] bytes, int from, int last) {
		byte l = lower[0];
		byte u = upper[0];
		outer: for (int i = from; i <= last; i++) {
			if (bytes[i] == l || bytes[i] == u) {
				for (int k = 1; k < lower.length; k++) {
					byte b = bytes[i + k];
					if (b != lower[k] && b != upper[k]) {
						continue outer;
					}
				}
				return true;
			}
		}
		return false;
	}

	@Override
	public long find(String line, int from) {
		for (int i = from; i <= line.length() - text.length(); i++) {
			if (line.regionMatches(ignoreCase, i, text, 0, text.length())) {
				return (long) i << 32 | i + text.length();
			}
		}
		return -1;
	}
}
