package org.fleetdesk.logs;

/**
 * Which lines to show. A line must fulfil all of it.
 *
 * @param matcher null for any text
 * @param fromNanos the earliest time, in nanoseconds since 1970; {@link Long#MIN_VALUE} for none
 * @param toNanos the first time that is too late; {@link Long#MAX_VALUE} for none
 * @param atLeast {@link LineSeverity#UNKNOWN} for any line
 * @param marks whether marks are shown whatever their text
 */
public record LogQuery(LineMatcher matcher, long fromNanos, long toNanos, LineSeverity atLeast, boolean marks) {

	/** Lines of any time and at least some severity, and marks. @param matcher null for any text */
	public static LogQuery of(LineMatcher matcher, LineSeverity atLeast) {
		return new LogQuery(matcher, Long.MIN_VALUE, Long.MAX_VALUE, atLeast, true);
	}

	/** Lines of any time and severity, marks only if they match. */
	public static LogQuery of(LineMatcher matcher) {
		return new LogQuery(matcher, Long.MIN_VALUE, Long.MAX_VALUE, LineSeverity.UNKNOWN, false);
	}

	/** Whether every line fulfils this. */
	public boolean isAll() {
		return matcher == null && atLeast == LineSeverity.UNKNOWN && fromNanos == Long.MIN_VALUE && toNanos == Long.MAX_VALUE;
	}

	/** Whether the i-th line of a block fulfils this. */
	public boolean accepts(LineBlock block, int i) {
		if (block.is(i, LineFlags.GONE)) {
			return false;
		}
		if (block.time(i) < fromNanos || block.time(i) >= toNanos) {
			return false;
		}
		if (marks && block.is(i, LineFlags.MARK)) {
			return true;
		}
		return (atLeast == LineSeverity.UNKNOWN || LineSeverity.of(block.bytes(), block.start(i), block.length(i)).compareTo(atLeast) >= 0)
				&& (matcher == null || matcher.matches(block.bytes(), block.start(i), block.length(i)));
	}
}
