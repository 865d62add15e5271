package org.fleetdesk.logs;

import java.util.List;

/**
 * Where a log ends, so that a source can go on there. A source sends again all lines from {@link #timeNanos()} on, that time included; what is
 * there already is recognised by the hashes.
 *
 * @param timeNanos time of the last line whose time is the source's own, in nanoseconds since 1970; {@link #NO_TIME} when there is none
 * @param atTime hashes of all lines of exactly that time
 * @param after the lines after it, whose times are guessed, in order
 * @param empty whether the log has no line at all
 */
public record LogPosition(long timeNanos, List<Long> atTime, List<Guessed> after, boolean empty) {

	/**
	 * A line whose time is not known.
	 *
	 * @param line its number
	 * @param hash the hash of its text
	 */
	public record Guessed(long line, long hash) {
	}

	/** No line has a time of its own. */
	public static final long NO_TIME = Long.MIN_VALUE;
	/** The beginning: everything that the source has is wanted. */
	public static final LogPosition START = new LogPosition(NO_TIME, List.of(), List.of(), true);

	public LogPosition {
		atTime = List.copyOf(atTime);
		after = List.copyOf(after);
	}

	/** Whether a source can be asked for lines since a time. */
	public boolean hasTime() {
		return timeNanos != NO_TIME;
	}

	/** The hash of a line in {@link #atTime} and {@link #after}. @param flags of which {@link LineFlags#STDERR} counts */
	public static long hash(byte[] bytes, int offset, int length, int flags) {
		long h = 0xcbf29ce484222325L ^ flags & LineFlags.STDERR;
		for (int i = offset; i < offset + length; i++) {
			h = (h ^ bytes[i]) * 0x100000001b3L;
		}
		return h ^ h >>> 32;
	}
}
