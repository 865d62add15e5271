package org.fleetdesk.gateways.engine.internal.device;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The part of a content that a request wants.
 *
 * @param from   the first byte
 * @param length in bytes, at least 1
 */
record ByteRange(long from, long length) {

	private static final Pattern FORM = Pattern.compile("\\s*bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

	/** None of the content's bytes is meant. */
	static final class Unsatisfiable extends Exception {
		private static final long serialVersionUID = 1L;
	}

	/**
	 * Reads {@code bytes=X-Y}, {@code bytes=X-} or {@code bytes=-N}.
	 *
	 * @return empty when the header is of another form, and so to be ignored
	 */
	static Optional<ByteRange> of(String header, long size) throws Unsatisfiable {
		var matcher = FORM.matcher(header);
		if (!matcher.matches() || matcher.group(1).isEmpty() && matcher.group(2).isEmpty()) {
			return Optional.empty();
		}
		if (matcher.group(1).isEmpty()) {
			long last = Math.min(size, Long.parseLong(matcher.group(2)));
			return some(size - last, last);
		}
		long from = Long.parseLong(matcher.group(1));
		long to = matcher.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(matcher.group(2)));
		if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < from) {
			return Optional.empty();
		}
		return some(from, to - from + 1);
	}

	private static Optional<ByteRange> some(long from, long length) throws Unsatisfiable {
		if (length <= 0) {
			throw new Unsatisfiable();
		}
		return Optional.of(new ByteRange(from, length));
	}

	/** The value of {@code Content-Range}. */
	String of(long size) {
		return "bytes " + from + "-" + (from + length - 1) + "/" + size;
	}
}
