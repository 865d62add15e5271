package org.fleetdesk.logs;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines. One splitter for one output (standard output and standard error need one each).
 * A line ends with LF; a CR before it is dropped. Bytes that are no UTF-8 are kept. A line longer than {@link #MAX_LINE} is cut between
 * two characters, always at the same place, and all parts but the last are flagged {@link LineFlags#CONTINUES}.
 */
public final class LineSplitter {

	/** The longest line that is stored in one piece, in bytes. */
	public static final int MAX_LINE = 64 << 10;

	private final LineConsumer consumer;
	private byte[] held = new byte[256];
	private int size;
	private long heldTime;
	private int heldFlags;

	public LineSplitter(LineConsumer consumer) {
		this.consumer = consumer;
	}

	/** Takes a piece of the output; an unfinished line waits for the next piece (and keeps the time of its beginning). */
	public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
		int end = offset + length;
		int at = offset;
		while (at < end) {
			int lf = indexOf(bytes, at, end);
			if (lf < 0) {
				hold(timeNanos, bytes, at, end - at, flags);
				return;
			}
			if (size == 0) {
				lines(timeNanos, bytes, at, trim(bytes, at, lf) - at, flags, consumer);
			} else {
				hold(timeNanos, bytes, at, lf - at, flags);
				int cut = trim(held, 0, size);
				size = 0;
				lines(heldTime, held, 0, cut, heldFlags, consumer);
			}
			at = lf + 1;
		}
	}

	/**
	 * Hands on an unfinished line as it is; at the end of the output.
	 *
	 * @param all false for only a line without a time of its own ({@link LogSink#NO_TIME}); others are dropped
	 */
	public void finish(boolean all) throws IOException {
		if (!all && heldTime != LogSink.NO_TIME) {
			size = 0;
		}
		if (size > 0) {
			int cut = trim(held, 0, size);
			size = 0;
			lines(heldTime, held, 0, cut, heldFlags, consumer);
		}
	}

	private void hold(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
		if (size == 0) {
			heldTime = timeNanos;
			heldFlags = flags;
		}
		int at = offset;
		int left = length;
		// One byte more than a line is held, so that a line of exactly the greatest length with its CR is still one piece.
		while (size + left > MAX_LINE + 1) {
			int take = MAX_LINE + 1 - size;
			grow(take);
			System.arraycopy(bytes, at, held, size, take);
			at += take;
			left -= take;
			int cut = boundary(held, 0, MAX_LINE);
			consumer.line(heldTime, held, 0, cut, heldFlags | LineFlags.CONTINUES);
			System.arraycopy(held, cut, held, 0, MAX_LINE + 1 - cut);
			size = MAX_LINE + 1 - cut;
		}
		grow(left);
		System.arraycopy(bytes, at, held, size, left);
		size += left;
	}

	private void grow(int more) {
		if (size + more > held.length) {
			held = Arrays.copyOf(held, Math.min(MAX_LINE + 1, Math.max(size + more, held.length * 2)));
		}
	}

	/** Hands on whole lines; the last may lack its line end. */
	public static void split(long timeNanos, byte[] bytes, int offset, int length, int flags, LineConsumer consumer) throws IOException {
		int end = offset + length;
		int at = offset;
		while (at < end) {
			int lf = indexOf(bytes, at, end);
			int stop = lf < 0 ? end : lf;
			lines(timeNanos, bytes, at, trim(bytes, at, stop) - at, flags, consumer);
			at = stop + 1;
		}
	}

	private static void lines(long time, byte[] bytes, int offset, int length, int flags, LineConsumer consumer) throws IOException {
		int at = offset;
		int left = length;
		while (left > MAX_LINE) {
			int part = boundary(bytes, at, MAX_LINE);
			consumer.line(time, bytes, at, part, flags | LineFlags.CONTINUES);
			at += part;
			left -= part;
		}
		consumer.line(time, bytes, at, left, flags);
	}

	/** The greatest length up to {@code length} that does not cut a UTF-8 sequence; {@code length} itself where the bytes are no UTF-8. */
	private static int boundary(byte[] bytes, int offset, int length) {
		for (int back = 0; back < 4; back++) {
			if ((bytes[offset + length - back] & 0xc0) != 0x80) {
				return length - back;
			}
		}
		return length;
	}

	private static int trim(byte[] bytes, int from, int end) {
		return end > from && bytes[end - 1] == '\r' ? end - 1 : end;
	}

	private static int indexOf(byte[] bytes, int from, int end) {
		for (int i = from; i < end; i++) {
			if (bytes[i] == '\n') {
				return i;
			}
		}
		return -1;
	}
}
