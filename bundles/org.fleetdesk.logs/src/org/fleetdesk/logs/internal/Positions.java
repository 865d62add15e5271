package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.util.ArrayList;

import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogPosition;

/** Finds where a log ends. */
public final class Positions {

	/** Lines that are looked at, at most: more of one time are not told apart. */
	private static final int LIMIT = 65_536;
	private static final int STEP = 512;

	private Positions() {
	}

	public static LogPosition of(LogLines lines) throws IOException {
		var at = new ArrayList<Long>();
		var after = new ArrayList<LogPosition.Guessed>();
		long time = LogPosition.NO_TIME;
		var block = new LineBlock(STEP * 1024 * 64);
		long end = lines.end();
		boolean empty = true;
		search: for (long stop = end; stop > lines.first() && end - stop < LIMIT;) {
			long from = Math.max(lines.first(), stop - STEP);
			lines.read(from, (int) (stop - from), block);
			for (int i = block.count() - 1; i >= 0; i--) {
				if (block.is(i, LineFlags.MARK | LineFlags.GONE)) {
					continue;
				}
				empty = false;
				if (time == LogPosition.NO_TIME && block.is(i, LineFlags.TIME_GUESSED)) {
					after.add(new LogPosition.Guessed(block.line(i), hash(block, i)));
				} else if (time == LogPosition.NO_TIME || block.time(i) == time) {
					time = block.time(i);
					at.add(hash(block, i));
				} else {
					break search;
				}
			}
			stop = from;
		}
		return new LogPosition(time, at, after.reversed(), empty);
	}

	private static long hash(LineBlock block, int i) {
		return hash(block.bytes(), block.start(i), block.length(i), block.flags(i));
	}

	/** 64 bits of a line's text and output. */
	static long hash(byte[] bytes, int offset, int length, int flags) {
		return LogPosition.hash(bytes, offset, length, flags);
	}
}
