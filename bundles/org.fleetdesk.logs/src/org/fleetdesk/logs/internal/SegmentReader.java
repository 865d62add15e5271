package org.fleetdesk.logs.internal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

import org.fleetdesk.logs.LineBlock;

/** Reads blocks of lines from one segment. Not safe for use by several threads at once. */
final class SegmentReader implements Closeable {

	private static final int INDEX_STEP = 1024;

	private final Segment segment;
	private final RandomAccessFile text;
	private final RandomAccessFile index;
	private final ByteBuffer entries = ByteBuffer.allocate(IndexEntry.SIZE * (INDEX_STEP + 1));
	private byte[] bytes = new byte[64 << 10];

	SegmentReader(Segment segment) throws IOException {
		this.segment = segment;
		text = new RandomAccessFile(segment.text().toFile(), "r");
		try {
			index = new RandomAccessFile(segment.index().toFile(), "r");
		} catch (IOException e) {
			text.close();
			throw e;
		}
	}

	/** Adds up to {@code count} lines to the block and answers how many. All of them must be in the segment. */
	int read(long from, int count, LineBlock into, boolean withText) throws IOException {
		long first = from - segment.firstLine();
		int before = first > 0 ? 1 : 0;
		int n = Math.min(count, INDEX_STEP);
		index.seek((first - before) * IndexEntry.SIZE);
		index.readFully(entries.array(), 0, (n + before) * IndexEntry.SIZE);
		int start = before == 1 ? IndexEntry.end(entries, 0) : 0;
		if (withText) {
			n = within(n, before, start, into.left());
			int length = checked(from, n, before, start);
			if (bytes.length < length) {
				bytes = new byte[length];
			}
			text.seek(start);
			text.readFully(bytes, 0, length);
		}
		int at = start;
		for (int i = 0; i < n; i++) {
			int end = IndexEntry.end(entries, before + i);
			into.add(0, from + i, IndexEntry.time(entries, before + i), IndexEntry.flags(entries, before + i), bytes, withText ? at - start : 0,
					withText ? end - at - 1 : 0);
			at = end;
		}
		return n;
	}

	/** The length of n lines; all ends must ascend. */
	private int checked(long from, int n, int before, int start) throws EOFException {
		int at = start;
		for (int i = 0; i < n; i++) {
			int end = IndexEntry.end(entries, before + i);
			if (end <= at) {
				throw new EOFException("The index " + segment.index() + " is damaged at line " + (from + i));
			}
			at = end;
		}
		return at - start;
	}

	/** How many of n lines fit in a budget, at least 1. */
	private int within(int n, int before, int start, int budget) {
		int fit = n;
		while (fit > 1 && IndexEntry.end(entries, before + fit - 1) - start > budget) {
			fit /= 2;
		}
		return fit;
	}

	@Override
	public void close() throws IOException {
		try (text; index) {
			// both are closed
		}
	}
}
