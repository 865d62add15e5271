package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

import org.fleetdesk.docker.LogBlocks;

/**
 * A log that comes whole each time it is asked for: hands on only what is new. Lines look like
 * {@code 2026-01-01T12:00:00+00:00 agency kernel: [ME:2] hello}.
 */
final class WholeLog implements LogBlocks {

	private static final int MAX_TIME = 40;

	private final long sinceNanos;
	private final LogBlocks out;
	private final byte[] head = new byte[MAX_TIME];
	private int headLength;
	/** Whether the first new line is still looked for by its time. */
	private boolean skipping;
	private boolean lineBegins = true;
	private boolean skipLine;
	/** Bytes of the log that have been seen before this time, and within it. */
	private long known;
	private long seen;

	/** @param sinceNanos lines before it are left out, {@link Long#MIN_VALUE} for none */
	WholeLog(long sinceNanos, LogBlocks out) {
		this.sinceNanos = sinceNanos;
		this.out = out;
		skipping = sinceNanos != Long.MIN_VALUE;
	}

	/** The log comes again from its beginning. */
	void begin() {
		if (seen < known) { // it became shorter: it is a new one
			known = 0;
		} else {
			known = seen;
		}
		seen = 0;
	}

	@Override
	public void connected() {
		out.connected();
	}

	@Override
	public void block(boolean stderr, byte[] bytes, int offset, int length) throws IOException {
		int skip = (int) Math.min(length, Math.max(0, known - seen));
		seen += length;
		if (skip == length) {
			return;
		}
		if (skipping) {
			byTime(stderr, bytes, offset + skip, length - skip);
		} else {
			out.block(stderr, bytes, offset + skip, length - skip);
		}
	}

	private void byTime(boolean stderr, byte[] bytes, int offset, int length) throws IOException {
		int end = offset + length;
		for (int at = offset; at < end; at++) {
			byte b = bytes[at];
			if (lineBegins) {
				if (b == ' ' || b == '\n' || headLength == MAX_TIME) {
					lineBegins = false;
					skipLine = nanos() < sinceNanos;
					if (!skipLine) {
						skipping = false;
						out.block(stderr, head, 0, headLength);
						out.block(stderr, bytes, at, end - at);
						return;
					}
				} else {
					head[headLength++] = b;
				}
			}
			if (b == '\n') {
				lineBegins = true;
				headLength = 0;
			}
		}
	}

	/** The line's time; a line without one belongs to the one before, so it is old as long as that was. */
	private long nanos() {
		try {
			var time = OffsetDateTime.parse(new String(head, 0, headLength, StandardCharsets.ISO_8859_1)).toInstant();
			return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
		} catch (DateTimeException | ArithmeticException e) {
			return Long.MIN_VALUE;
		}
	}
}
