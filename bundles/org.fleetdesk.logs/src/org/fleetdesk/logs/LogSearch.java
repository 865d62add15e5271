package org.fleetdesk.logs;

import java.io.IOException;
import java.util.concurrent.CancellationException;

/** Looks for rows. Blocks; an interrupt ends it. Not on the UI thread. */
public final class LogSearch {

	/** No row was found. */
	public static final long NONE = -1;

	private static final int ROWS = 2048;
	private static final int BUDGET = 256 << 10;

	private LogSearch() {
	}

	/**
	 * The first matching row at or after {@code from}.
	 *
	 * @throws MatchTimeoutException when a regular expression takes too long on a line
	 */
	public static long forward(LogLines lines, LineMatcher matcher, long from) throws IOException, InterruptedException {
		var block = new LineBlock(BUDGET);
		long row = Math.max(from, lines.first());
		while (row < lines.end()) {
			check();
			lines.read(row, ROWS, block);
			for (int i = 0; i < block.count(); i++) {
				if (matches(block, i, matcher)) {
					return row + i;
				}
			}
			if (block.count() == 0) {
				return NONE;
			}
			row += block.count();
		}
		return NONE;
	}

	/**
	 * The last matching row before {@code before}.
	 *
	 * @throws MatchTimeoutException when a regular expression takes too long on a line
	 */
	public static long backward(LogLines lines, LineMatcher matcher, long before) throws IOException, InterruptedException {
		var block = new LineBlock(BUDGET);
		long stop = Math.min(before, lines.end());
		int rows = 256;
		while (stop > lines.first()) {
			check();
			long from = Math.max(lines.first(), stop - rows);
			lines.read(from, (int) (stop - from), block);
			if (block.count() < stop - from && rows > 1) {
				rows = Math.max(1, Math.min(rows / 2, block.count()));
				continue;
			}
			for (int i = block.count() - 1; i >= 0; i--) {
				if (matches(block, i, matcher)) {
					return from + i;
				}
			}
			stop = from;
			rows = Math.min(ROWS, rows * 2);
		}
		return NONE;
	}

	private static boolean matches(LineBlock block, int i, LineMatcher matcher) throws InterruptedException {
		try {
			return !block.is(i, LineFlags.GONE) && matcher.matches(block.bytes(), block.start(i), block.length(i));
		} catch (CancellationException _) {
			Thread.interrupted();
			throw new InterruptedException();
		}
	}

	/**
	 * The first row whose time is not before the given one, or {@link LogLines#end()}. Rows are taken to be in order of time;
	 * where a clock went back, a row near one of the places is found.
	 */
	public static long rowAt(LogLines lines, long timeNanos) throws IOException {
		var block = new LineBlock();
		long low = lines.first();
		long high = lines.end();
		while (low < high) {
			long middle = (low + high) >>> 1;
			lines.readIndex(middle, 1, block);
			if (block.count() > 0 && !block.is(0, LineFlags.GONE) && block.time(0) >= timeNanos) {
				high = middle;
			} else {
				low = middle + 1;
			}
		}
		return low;
	}

	static void check() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}
}
