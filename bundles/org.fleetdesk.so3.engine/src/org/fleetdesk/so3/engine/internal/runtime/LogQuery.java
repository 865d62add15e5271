package org.fleetdesk.so3.engine.internal.runtime;

import java.time.Instant;

/**
 * Which part of a log to read.
 *
 * @param since  first time wanted (inclusive), in nanoseconds since 1970; 0 for the beginning
 * @param until  last time wanted (inclusive), in nanoseconds since 1970; {@link Long#MAX_VALUE} for no end
 * @param tail   at most so many last lines of what is there at the call, negative for all
 * @param follow go on with new lines until the guest that runs now has ended; without effect when none runs
 */
public record LogQuery(long since, long until, long tail, boolean follow) {

	/** Everything that is there now. */
	public static final LogQuery ALL = new LogQuery(0, Long.MAX_VALUE, -1, false);

	/** A time as the fields of this record count it. */
	public static long nanos(Instant time) {
		return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
	}

	/** The time that a record's nanoseconds mean. */
	public static Instant instant(long nanos) {
		return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
	}
}
