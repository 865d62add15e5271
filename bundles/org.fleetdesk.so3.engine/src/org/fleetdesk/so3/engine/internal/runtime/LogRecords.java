package org.fleetdesk.so3.engine.internal.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The records of a {@link ContainerLog} file, read in blocks. A record is {@code <nanos> <boot>:<offset><flag><text>\n}: the time in nanoseconds since
 * 1970, the number of the guest's boot, how much of that boot's raw output is in the log with this record, and what became of the line
 * ({@link #LINE}, {@link #OPEN}, {@link #CUT}). The text is what the guest printed, byte for byte.
 */
final class LogRecords implements Closeable {

	/** The line is complete. */
	static final byte LINE = '+';
	/** The line goes on in the next record: the guest made a pause in it. */
	static final byte OPEN = '-';
	/** The line goes on in the next record, but was too long: the slot's log begins a new line there. */
	static final byte CUT = '=';

	/** Longest piece of a line in one record, in bytes. */
	static final int MAX_TEXT = 16 * 1024;
	private static final int BLOCK = 64 * 1024;

	private final FileChannel channel;
	private final byte[] block = new byte[BLOCK];
	private long blockStart;
	private int filled;
	private int next;

	private long nanos;
	private int boot;
	private long offset;
	private byte flag;
	private int textStart;
	private int recordStart;

	LogRecords(Path file) throws IOException {
		channel = FileChannel.open(file, StandardOpenOption.READ);
	}

	/** Continues at this position, which begins a record. */
	void seek(long position) {
		blockStart = position;
		filled = 0;
		next = 0;
	}

	/** Continues at the first record that begins at or after the position; false when none is complete before the limit. */
	boolean seekWithin(long position, long limit) throws IOException {
		if (position == 0) {
			seek(0);
			return limit > 0;
		}
		seek(position - 1);
		int end = findEnd(limit);
		if (end < 0) {
			return false;
		}
		next = end + 1;
		return true;
	}

	/** Reads the next record; false when no whole one is left before the limit. */
	boolean next(long limit) throws IOException {
		int end = findEnd(limit);
		if (end < 0) {
			return false;
		}
		recordStart = next;
		parse(end);
		next = end + 1;
		return true;
	}

	private int findEnd(long limit) throws IOException {
		int scanned = next;
		while (true) {
			int usable = (int) Math.min(filled, limit - blockStart);
			for (int i = scanned; i < usable; i++) {
				if (block[i] == '\n') {
					return i;
				}
			}
			scanned = Math.max(scanned, usable);
			if (blockStart + filled >= limit) {
				return -1;
			}
			if (next > 0) {
				System.arraycopy(block, next, block, 0, filled - next);
				blockStart += next;
				filled -= next;
				scanned -= next;
				next = 0;
			}
			if (filled == BLOCK) {
				throw new IOException("a record at " + blockStart + " is longer than " + BLOCK + " bytes: the log is damaged");
			}
			int wanted = (int) Math.min(BLOCK - filled, limit - blockStart - filled);
			int read = channel.read(ByteBuffer.wrap(block, filled, wanted), blockStart + filled);
			if (read <= 0) {
				return -1;
			}
			filled += read;
		}
	}

	private void parse(int end) throws IOException {
		int i = next;
		nanos = 0;
		for (; i < end && digit(i); i++) {
			nanos = nanos * 10 + block[i] - '0';
		}
		boolean good = i < end && block[i++] == ' ';
		boot = 0;
		for (; good && i < end && digit(i); i++) {
			boot = boot * 10 + block[i] - '0';
		}
		good = good && i < end && block[i++] == ':';
		offset = 0;
		for (; good && i < end && digit(i); i++) {
			offset = offset * 10 + block[i] - '0';
		}
		if (!good || i >= end || block[i] != LINE && block[i] != OPEN && block[i] != CUT) {
			throw new IOException("no record at " + position() + ": the log is damaged");
		}
		flag = block[i];
		textStart = i + 1;
	}

	private boolean digit(int i) {
		return block[i] >= '0' && block[i] <= '9';
	}

	/** Where the next record begins. */
	long position() {
		return blockStart + next;
	}

	/** Where the present record begins. */
	long start() {
		return blockStart + recordStart;
	}

	long nanos() {
		return nanos;
	}

	int boot() {
		return boot;
	}

	long offset() {
		return offset;
	}

	byte flag() {
		return flag;
	}

	byte[] text() {
		return block;
	}

	int textStart() {
		return textStart;
	}

	int textLength() {
		return next - 1 - textStart;
	}

	@Override
	public void close() throws IOException {
		channel.close();
	}
}
