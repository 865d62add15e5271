package org.fleetdesk.docker.internal;

import java.io.IOException;

import org.fleetdesk.docker.LogBlocks;
import org.fleetdesk.http.HttpException;

/**
 * Takes Docker's frames apart, wherever the network cuts them. A frame's payload is handed on in place and never collected, so that
 * no announced length costs memory.
 */
public final class LogDemultiplexer {

	/** More than any engine puts into a frame: a greater length means that this is no frame. */
	static final int MAX_FRAME = 64 << 20;
	private static final int HEADER = 8;

	private final LogBlocks out;
	private final boolean timestamps;
	private final byte[] header = new byte[HEADER];
	private int headerLength;
	private int left;
	private boolean stderr;
	/** Whether the last byte of standard output and of standard error left a line open. */
	private final boolean[] open = new boolean[2];
	private final Timestamp timestamp = new Timestamp();

	/**
	 * @param timestamps whether times are expected. An engine that cuts a long line into several frames repeats the time at the head
	 *                   of each: the repetitions are left out
	 */
	public LogDemultiplexer(boolean timestamps, LogBlocks out) {
		this.timestamps = timestamps;
		this.out = out;
	}

	public void feed(byte[] bytes, int offset, int length) throws IOException {
		int at = offset;
		int end = offset + length;
		while (at < end) {
			if (left == 0) {
				header[headerLength++] = bytes[at++];
				if (headerLength == HEADER) {
					beginFrame();
				}
				continue;
			}
			int count = Math.min(left, end - at);
			payload(bytes, at, count);
			at += count;
			left -= count;
		}
	}

	/** The log is at its end. */
	public void end() throws IOException {
		timestamp.finish();
		if (left > 0 || headerLength > 0) {
			throw new HttpException.Protocol("The log ended in the middle of a frame", null);
		}
	}

	private void beginFrame() throws IOException {
		headerLength = 0;
		timestamp.finish();
		int kind = header[0];
		long length = (header[4] & 0xffL) << 24 | (header[5] & 0xff) << 16 | (header[6] & 0xff) << 8 | header[7] & 0xff;
		if (kind < 0 || kind > 3 || header[1] != 0 || header[2] != 0 || header[3] != 0 || length > MAX_FRAME) {
			throw new HttpException.Protocol("The log does not consist of Docker's frames, as the engine says it does", null);
		}
		left = (int) length;
		stderr = kind >= 2; // 3 is what the engine itself has to say
		timestamp.skipping = timestamps && left > 0 && open[stderr ? 1 : 0];
	}

	private void payload(byte[] bytes, int offset, int length) throws IOException {
		open[stderr ? 1 : 0] = bytes[offset + length - 1] != '\n';
		int at = offset;
		int end = offset + length;
		while (timestamp.skipping && at < end) {
			timestamp.take(bytes[at++]);
		}
		if (at < end) {
			out.block(stderr, bytes, at, end - at);
		}
	}

	/** Looks whether a frame begins with a time, and hands the bytes on when it turns out to be none. */
	private final class Timestamp {

		private static final int MAX = 36;

		private final byte[] held = new byte[MAX];
		private int size;
		private boolean skipping;

		void take(byte b) throws IOException {
			held[size++] = b;
			if (b == ' ' && size >= 21) {
				size = 0;
				skipping = false;
			} else if (size == MAX || !fits(b, size - 1)) {
				finish();
			}
		}

		private boolean fits(byte b, int at) {
			return switch (at) {
			case 4, 7 -> b == '-';
			case 10 -> b == 'T';
			case 13, 16 -> b == ':';
			case 0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18 -> digit(b);
			default -> digit(b) || b == '.' || b == 'Z' || b == '+' || b == '-' || b == ':';
			};
		}

		private boolean digit(byte b) {
			return b >= '0' && b <= '9';
		}

		void finish() throws IOException {
			skipping = false;
			if (size > 0) {
				int count = size;
				size = 0;
				out.block(stderr, held, 0, count);
			}
		}
	}
}
