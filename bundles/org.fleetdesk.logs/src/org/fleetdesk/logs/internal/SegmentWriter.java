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
	private long entryEnd;
	private int committed;

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
		committed = bytes;
		entryEnd = lines * IndexEntry.SIZE;
		cut();
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

	/** Writes the buffers. When that fails, nothing of them is in the files, and they are empty. */
	void flush() throws IOException {
		try {
			text.write(texts.array(), 0, texts.position());
			index.write(entries.array(), 0, entries.position());
			committed = textEnd;
			entryEnd += entries.position();
		} catch (IOException e) {
			textEnd = committed;
			cut();
			throw e;
		} finally {
			texts.clear();
			entries.clear();
		}
	}

	private void cut() throws IOException {
		text.setLength(committed);
		index.setLength(entryEnd);
		text.seek(committed);
		index.seek(entryEnd);
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
