package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.fleetdesk.files.FileProblem;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogSettings;

/**
 * The folder of one stream, as its writer sees it. All methods but {@link #extent()} are called with this object's monitor held.
 */
public final class StreamFiles {

	private final Path folder;
	private final LogSettings settings;
	private SegmentWriter writer;
	private long next;
	private boolean closed;
	private volatile Extent extent;

	/** Opens the folder and repairs what a crash left behind. */
	public StreamFiles(Path folder, LogSettings settings) throws IOException {
		this.folder = folder;
		this.settings = settings;
		Files.createDirectories(folder);
		var segments = segments();
		var last = segments.getLast();
		var found = SegmentRecovery.recover(last);
		long total = found.bytes();
		for (var segment : segments.subList(0, segments.size() - 1)) {
			total += segment.text().toFile().length();
		}
		next = last.firstLine() + found.lines();
		extent = new Extent(segments, next, found.bytes(), total);
	}

	private List<Segment> segments() throws IOException {
		try (Stream<Path> names = Files.list(folder)) {
			var found = names.map(p -> p.getFileName().toString()).filter(n -> n.matches("[0-9a-f]{16}\\.idx"))
					.map(n -> new Segment(folder, Long.parseLong(n.substring(0, 16), 16))).sorted().toList();
			return found.isEmpty() ? List.of(new Segment(folder, 0)) : found;
		}
	}

	/** What is in the files. */
	public Extent extent() {
		return extent;
	}

	/** Adds a line to the buffers and answers whether that made earlier lines visible. */
	public boolean add(long time, byte[] bytes, int offset, int length, int flags) throws IOException {
		if (closed) {
			throw new IOException("The log in " + folder + " is closed");
		}
		if (writer == null) {
			var last = extent.segments().getLast();
			writer = new SegmentWriter(last, extent.lastBytes(), extent.end() - last.firstLine());
		}
		boolean visible = false;
		if (writer.bytes() > 0 && writer.bytes() + length + 1 > settings.segmentBytes()) {
			visible = flush();
			rotate();
		} else if (!writer.fits(length)) {
			visible = flush();
		}
		writer.add(time, bytes, offset, length, flags);
		next++;
		return visible;
	}

	/** Writes the buffers and answers whether there was something in them. */
	public boolean flush() throws IOException {
		var old = extent;
		if (writer == null || next == old.end()) {
			return false;
		}
		try {
			writer.flush();
		} catch (IOException e) {
			next = old.end();
			discard();
			throw new IOException("The log in " + folder + " cannot be written: " + FileProblem.reason(e), e);
		}
		extent = new Extent(old.segments(), next, writer.bytes(), old.totalBytes() + writer.bytes() - old.lastBytes());
		return true;
	}

	private void discard() {
		try {
			writer.close();
		} catch (IOException _) {
			// the error before is the one to tell
		}
		writer = null;
	}

	/** Corrects the time of a line that is in the files. */
	public void setTime(long line, long time) throws IOException {
		var now = extent;
		if (line < now.first() || line >= now.end()) {
			return;
		}
		var segment = now.segments().get(now.segmentOf(line));
		try (var index = new RandomAccessFile(segment.index().toFile(), "rw")) {
			var entry = ByteBuffer.allocate(IndexEntry.SIZE);
			long at = (line - segment.firstLine()) * IndexEntry.SIZE;
			index.seek(at);
			index.readFully(entry.array());
			IndexEntry.put(entry, time, IndexEntry.end(entry, 0), IndexEntry.flags(entry, 0) & ~LineFlags.TIME_GUESSED);
			index.seek(at);
			index.write(entry.array());
		}
	}

	private void rotate() throws IOException {
		writer.sync();
		writer.close();
		writer = null;
		var segment = new Segment(folder, next);
		writer = new SegmentWriter(segment, 0, 0);
		var segments = new ArrayList<>(extent.segments());
		segments.add(segment);
		long total = extent.totalBytes();
		// Room for the segment that begins now is made too, so that the limit holds at any time.
		while (segments.size() > 1 && total + settings.segmentBytes() > settings.retentionBytes()) {
			var oldest = segments.removeFirst();
			total -= oldest.text().toFile().length();
			oldest.delete();
		}
		extent = new Extent(List.copyOf(segments), next, 0, total);
	}

	/** Closes the files until the next line. */
	public void rest() throws IOException {
		if (writer != null) {
			writer.sync();
			writer.close();
			writer = null;
		}
	}

	public void close() throws IOException {
		closed = true;
		rest();
	}

	/** Removes the folder with all that is in it. */
	public void delete() throws IOException {
		try (Stream<Path> all = Files.walk(folder)) {
			for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(path);
			}
		}
	}
}
