package org.fleetdesk.logs.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/**
 * Appends lines to one segment through buffers; text before index. RandomAccessFile and not FileChannel: an interrupt, by which log sources are
 * cancelled, closes a channel. Not safe for use by several threads at once.
 */
final class SegmentWriter implements Closeable {

	private final RandomAccessFile text;
	private final RandomAccessFile index;
	private final ByteBuffer texts = ByteBuffer.allocate(256 << 10);
	private final ByteBuffer entries = ByteBuffer.allocate(IndexEntry.SIZE * 4096);
	private int textEnd;

	/** @param bytes length of the text; what follows it is cut off */
	SegmentWriter(Segment segment, int bytes, long lines) throws IOException {
		text = new RandomAccessFile(segment.text().toFile(), "rw");
		try {
			index = new RandomAccessFile(segment.index().toFile(), "rw");
		} catch (IOException e) {
			text.close();
			throw e;
		}
		textEnd = bytes;
		text.setLength(bytes);
		text.seek(bytes);
		index.setLength(lines * IndexEntry.SIZE);
		index.seek(lines * IndexEntry.SIZE);
	}

	/** Text bytes, those in the buffer included. */
	int bytes() {
		return textEnd;
	}

	/** Whether the line needs a flush before it. */
	boolean fits(int length) {
		return texts.remaining() > length && entries.hasRemaining();
	}

	void add(long time, byte[] bytes, int offset, int length, int flags) {
		texts.put(bytes, offset, length).put((byte) '\n');
		textEnd += length + 1;
		IndexEntry.put(entries, time, textEnd, flags);
	}

	/** Writes the buffers. When that fails, this writer cannot be used any more; the next one cuts off what was written in part. */
	void flush() throws IOException {
		text.write(texts.array(), 0, texts.position());
		index.write(entries.array(), 0, entries.position());
		texts.clear();
		entries.clear();
	}

	/** Makes the files survive a crash of the operating system. */
	void sync() throws IOException {
		text.getFD().sync();
		index.getFD().sync();
	}

	@Override
	public void close() throws IOException {
		try (text; index) {
			// both are closed
		}
	}
}
