package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.Subscription;

/** The lines of one stream, read from its files. Keeps a few segments open. */
public final class StreamLines implements LogLines {

	private static final int OPEN_SEGMENTS = 4;
	private static final byte[] NOTHING = {};

	private final String name;
	private final Supplier<Extent> extent;
	private final BlockingGuard guard;
	private final Function<Runnable, Subscription> listeners;
	private final LinkedHashMap<Segment, SegmentReader> open = new LinkedHashMap<>(8, 0.75f, true);
	private boolean closed;

	/**
	 * @param extent what is in the files now
	 * @param guard asked before files are read
	 */
	public StreamLines(String name, Supplier<Extent> extent, Function<Runnable, Subscription> listeners, BlockingGuard guard) {
		this.guard = guard;
		this.name = name;
		this.extent = extent;
		this.listeners = listeners;
	}

	@Override
	public long first() {
		return extent.get().first();
	}

	@Override
	public long end() {
		return extent.get().end();
	}

	@Override
	public List<String> sources() {
		return List.of(name);
	}

	@Override
	public Subscription onChange(Runnable listener) {
		return listeners.apply(listener);
	}

	@Override
	public void read(long from, int count, LineBlock into) throws IOException {
		read(from, count, into, true);
	}

	@Override
	public void readIndex(long from, int count, LineBlock into) throws IOException {
		read(from, count, into, false);
	}

	private synchronized void read(long from, int count, LineBlock into, boolean withText) throws IOException {
		guard.check("reading a log");
		if (closed) {
			throw new IOException("The view of the log " + name + " is closed");
		}
		into.clear(from);
		var now = extent.get();
		long end = Math.min(now.end(), from + count);
		long line = from;
		while (line < Math.min(now.first(), end)) {
			gone(line++, into);
		}
		while (line < end && !into.isFull()) {
			int i = now.segmentOf(line);
			long stop = Math.min(end, now.endOf(i));
			try {
				line += reader(now.segments().get(i)).read(line, (int) Math.min(Integer.MAX_VALUE, stop - line), into, withText);
			} catch (IOException _) {
				// Removed by the retention limit since, or damaged: the reader shows that these lines are gone and goes on.
				while (line < stop) {
					gone(line++, into);
				}
			}
		}
	}

	private static void gone(long line, LineBlock into) {
		into.add(0, line, 0, LineFlags.GONE, NOTHING, 0, 0);
	}

	private SegmentReader reader(Segment segment) throws IOException {
		var reader = open.get(segment);
		if (reader == null) {
			if (open.size() >= OPEN_SEGMENTS) {
				open.pollFirstEntry().getValue().close();
			}
			reader = new SegmentReader(segment);
			open.put(segment, reader);
		}
		return reader;
	}

	@Override
	public synchronized void close() {
		closed = true;
		for (var reader : open.values()) {
			try {
				reader.close();
			} catch (IOException _) {
				// opened for reading: nothing can be lost
			}
		}
		open.clear();
	}
}
