package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LineSplitter;

/**
 * Brings text and index of a segment together again after a crash: the text counts. A torn index entry is cut off, whole lines that the index
 * does not know are entered (their time is guessed and flagged so), and an unfinished line at the end is cut off.
 */
public final class SegmentRecovery {

	private SegmentRecovery() {
	}

	/**
	 * @param lines whole lines in the segment
	 * @param bytes their length in the text file
	 */
	public record Result(long lines, int bytes) {
	}

	/** Reconciles both files; creates them when they are not there. */
	public static Result recover(Segment segment) throws IOException {
		try (var index = new RandomAccessFile(segment.index().toFile(), "rw"); var text = new RandomAccessFile(segment.text().toFile(), "rw")) {
			long lines = index.length() / IndexEntry.SIZE;
			var two = ByteBuffer.allocate(2 * IndexEntry.SIZE);
			int end = 0;
			long time = TimeUnit.MILLISECONDS.toNanos(segment.text().toFile().lastModified());
			while (lines > 0) {
				int before = lines > 1 ? 1 : 0;
				index.seek((lines - 1 - before) * IndexEntry.SIZE);
				index.readFully(two.array(), 0, (1 + before) * IndexEntry.SIZE);
				int start = before == 1 ? IndexEntry.end(two, 0) : 0;
				int stop = IndexEntry.end(two, before);
				if (IndexEntry.isIntact(two, before) && stop > start && stop <= text.length() && byteAt(text, stop - 1) == '\n') {
					end = stop;
					time = IndexEntry.time(two, before);
					break;
				}
				lines--;
			}
			if (index.length() != lines * IndexEntry.SIZE) {
				index.setLength(lines * IndexEntry.SIZE);
			}
			if (text.length() == end) {
				return new Result(lines, end);
			}
			return enter(index, text, lines, end, time);
		}
	}

	private static Result enter(RandomAccessFile index, RandomAccessFile text, long known, int from, long time) throws IOException {
		long lines = known;
		int end = from;
		var bytes = new byte[LineSplitter.MAX_LINE];
		var entry = ByteBuffer.allocate(IndexEntry.SIZE);
		text.seek(from);
		index.seek(index.length());
		int at = from;
		for (int n = text.read(bytes); n > 0; n = text.read(bytes)) {
			for (int i = 0; i < n; i++) {
				if (bytes[i] == '\n') {
					end = at + i + 1;
					entry.clear();
					IndexEntry.put(entry, time, end, LineFlags.TIME_GUESSED);
					index.write(entry.array());
					lines++;
				}
			}
			at += n;
		}
		text.setLength(end);
		return new Result(lines, end);
	}

	private static int byteAt(RandomAccessFile file, long position) throws IOException {
		file.seek(position);
		return file.read();
	}
}
