package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.zip.CRC32C;

import org.fleetdesk.docker.LogBlocks;

/**
 * A log that can only be read whole, again and again: hands on each line once. Lines look like {@code 2026-01-01T12:00:00+00:00 agency kernel: [ME:2] hello}.
 *
 * <p>What was handed on is known by its length and check sum. When the log no longer begins with it, it is looked for by its last lines, so that a log which lost its
 * beginning goes on; one that has none of them is a new one, as after a restart of the Smart Object. No text is kept, but check sums of some lines.
 */
final class WholeLog {

	/** Lines that a log which changed is recognised by. */
	private static final int LINES = 256;
	private static final int MAX_TIME = 40;
	/** What of an unfinished line is held back. */
	private static final int MAX_HELD = 64 << 10;
	static final long NO_TIME = Long.MIN_VALUE;
	private static final LineHashes.Place START = new LineHashes.Place(0, 0);

	/** Where the lines go. */
	interface Out {
		/** @param bytes are reused after the call */
		void lines(byte[] bytes, int offset, int length) throws IOException;

		/** Before the first line of a log that has none of the lines before. */
		void begunAnew() throws IOException;
	}

	private enum Mode {
		/** Looks for the first line that is new, by its time. */
		SEARCH_TIME,
		/** Looks for the end of what is known, by its last lines. */
		SEARCH_LINES,
		/** Sees that what is known is still there, and hands on what follows. */
		GROW,
		/** It is not; the rest is of no interest. */
		OTHER
	}

	private final Out out;
	private final long since;
	private Mode mode;
	private boolean anew;
	/** Bytes of the log's beginning that are known, and their check sum. */
	private LineHashes.Place known = START;
	/** Of the lines up to there. */
	private final LineHashes recent = new LineHashes(LINES);

	private long seen;
	private final CRC32C sum = new CRC32C();
	/** Where the line began that is being read, and where what was known ended when the reading began. */
	private LineHashes.Place lineStart = START;
	private long knownBefore;
	private long lineHash;
	private final byte[] head = new byte[MAX_TIME];
	private int headLength;
	private long lineTime = NO_TIME;
	private long lastTime = NO_TIME;
	private LineHashes.Search search;
	private boolean found;
	private boolean skipped;
	private boolean exact;
	private byte[] held = new byte[256];
	private int heldLength;

	/** @param since only lines from this time on, in nanoseconds since 1970; {@link #NO_TIME} for all */
	WholeLog(long since, Out out) {
		this.since = since;
		this.out = out;
		mode = since == NO_TIME ? Mode.GROW : Mode.SEARCH_TIME;
	}

	/** Where a reading's bytes go, from the log's beginning on. */
	LogBlocks reading(Runnable connected) {
		seen = 0;
		sum.reset();
		lineStart = START;
		knownBefore = known.offset();
		lineHash = LineHashes.START;
		headLength = 0;
		lineTime = NO_TIME;
		found = false;
		heldLength = 0;
		search = mode == Mode.SEARCH_LINES ? recent.search() : null;
		return new LogBlocks() {
			@Override
			public void connected() {
				connected.run();
			}

			@Override
			public void block(boolean stderr, byte[] bytes, int offset, int length) throws IOException {
				take(bytes, offset, length);
			}
		};
	}

	/**
	 * The reading was complete.
	 *
	 * @param last whether no other one follows: an unfinished line is handed on then
	 * @return whether the log must be read again at once, because this reading only told where to go on
	 */
	boolean end(boolean last) throws IOException {
		switch (mode) {
		case SEARCH_TIME -> {
			known = lineStart; // of the first new line, or of what follows the old ones
			mode = Mode.GROW;
			return true;
		}
		case SEARCH_LINES -> {
			var at = search.end();
			known = at.orElse(START);
			if (at.isEmpty()) {
				anew = true;
				recent.clear();
			}
			mode = Mode.GROW;
			return true;
		}
		case OTHER -> {
			mode = Mode.SEARCH_LINES;
			return true;
		}
		case GROW -> {
			if (seen < known.offset()) {
				mode = Mode.SEARCH_LINES;
				return true;
			}
			if (last && heldLength > 0) {
				handOn(held, 0, heldLength);
				heldLength = 0;
			}
		}
		}
		return false;
	}

	/** From when on lines are wanted, or {@link #NO_TIME}. */
	long since() {
		return since;
	}

	/** The time of the last line that was handed on, or {@link #NO_TIME}. */
	long lastTime() {
		return lastTime;
	}

	/** Whether the log has lines that are older than what was asked for. */
	boolean skipped() {
		return skipped;
	}

	/** Whether the log has a line of just the time from which on it was asked for. */
	boolean exact() {
		return exact;
	}

	private void take(byte[] bytes, int offset, int length) throws IOException {
		int at = offset;
		int end = offset + length;
		while (at < end && mode != Mode.OTHER && !(mode == Mode.SEARCH_TIME && found)) {
			// a piece up to the end of a line, of the block, or of what is known
			int stop = at;
			long limit = mode == Mode.GROW && seen < known.offset() ? known.offset() - seen : Long.MAX_VALUE;
			while (stop < end && stop - at < limit && (stop == at || bytes[stop - 1] != '\n')) {
				stop++;
			}
			piece(bytes, at, stop - at);
			at = stop;
		}
	}

	private void piece(byte[] bytes, int offset, int length) throws IOException {
		boolean beyond = mode == Mode.GROW && seen >= known.offset();
		boolean lineEnds = bytes[offset + length - 1] == '\n';
		readHead(bytes, offset, length);
		if (mode == Mode.SEARCH_TIME && lineTime != NO_TIME && lineTime >= since) {
			found = true;
			exact = lineTime == since;
			return;
		}
		lineHash = LineHashes.hash(lineHash, bytes, offset, length);
		seen += length;
		if (beyond) {
			grow(bytes, offset, length, lineEnds);
		} else {
			sum.update(bytes, offset, length);
			if (mode == Mode.GROW && seen == known.offset() && sum.getValue() != known.sum()) {
				mode = Mode.OTHER;
				return;
			}
		}
		if (lineEnds) {
			lineDone();
		}
	}

	/** Hands on what is whole. */
	private void grow(byte[] bytes, int offset, int length, boolean lineEnds) throws IOException {
		if (!lineEnds && heldLength + length <= MAX_HELD) {
			hold(bytes, offset, length);
			return;
		}
		if (heldLength > 0) {
			handOn(held, 0, heldLength);
			heldLength = 0;
		}
		handOn(bytes, offset, length);
	}

	private void hold(byte[] bytes, int offset, int length) {
		if (heldLength + length > held.length) {
			held = Arrays.copyOf(held, Math.min(MAX_HELD, Math.max(held.length * 2, heldLength + length)));
		}
		System.arraycopy(bytes, offset, held, heldLength, length);
		heldLength += length;
	}

	private void handOn(byte[] bytes, int offset, int length) throws IOException {
		if (anew) {
			anew = false;
			out.begunAnew();
		}
		if (lineTime != NO_TIME) {
			lastTime = lineTime;
		}
		out.lines(bytes, offset, length);
		sum.update(bytes, offset, length);
		known = new LineHashes.Place(known.offset() + length, sum.getValue());
	}

	private void lineDone() {
		var end = new LineHashes.Place(seen, sum.getValue());
		switch (mode) {
		case SEARCH_LINES -> search.line(lineHash, end);
		case SEARCH_TIME -> {
			skipped = true;
			recent.add(lineHash);
		}
		case GROW -> {
			if (lineStart.offset() >= knownBefore) {
				recent.add(lineHash);
			}
		}
		case OTHER -> {
			// of no interest
		}
		}
		lineStart = end;
		lineHash = LineHashes.START;
		headLength = 0;
	}

	/** A line without a time is of the time of the one before. */
	private void readHead(byte[] bytes, int offset, int length) {
		if (headLength < 0) {
			return;
		}
		for (int i = offset; i < offset + length; i++) {
			if (bytes[i] == ' ' || bytes[i] == '\n' || headLength == MAX_TIME) {
				long time = time();
				lineTime = time == NO_TIME ? lineTime : time;
				headLength = -1;
				return;
			}
			head[headLength++] = bytes[i];
		}
	}

	private long time() {
		if (headLength < 20 || head[10] != 'T') {
			return NO_TIME;
		}
		try {
			var time = OffsetDateTime.parse(new String(head, 0, headLength, StandardCharsets.ISO_8859_1)).toInstant();
			return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
		} catch (DateTimeException | ArithmeticException e) {
			return NO_TIME;
		}
	}
}
