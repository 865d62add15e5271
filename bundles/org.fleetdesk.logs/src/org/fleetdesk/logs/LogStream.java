package org.fleetdesk.logs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.fleetdesk.core.BlockingGuard;
import org.fleetdesk.logs.internal.Extent;
import org.fleetdesk.logs.internal.Listeners;
import org.fleetdesk.logs.internal.Positions;
import org.fleetdesk.logs.internal.Rate;
import org.fleetdesk.logs.internal.StreamFiles;
import org.fleetdesk.logs.internal.StreamLines;

/**
 * One log: lines with time and flags in append-only files with a line index. Lines are numbered from 0 for ever; the retention limit removes
 * lines at the old end without renumbering the rest. Written by any thread of this process, read through {@link #open()}.
 * Written lines reach the files, and readers, after {@link LogSettings#flushDelay()} or {@link #flush()}.
 */
public final class LogStream {

	private final LogStore store;
	private final StreamFiles files;
	private final BlockingGuard guard;
	private final Listeners listeners = new Listeners();
	private final Rate rate = new Rate();
	private final LineConsumer line = this::line;
	private volatile LogInfo info;
	private boolean dirty;

	LogStream(LogStore store, LogInfo info, StreamFiles files, BlockingGuard guard) {
		this.guard = guard;
		this.store = store;
		this.info = info;
		this.files = files;
	}

	/** What this log is about. */
	public LogInfo info() {
		return info;
	}

	void info(LogInfo now) {
		info = now;
	}

	/**
	 * Appends whole lines; what follows the last line end is a line too. Lines longer than {@link LineSplitter#MAX_LINE} are cut.
	 *
	 * @param timeNanos nanoseconds since 1970, for all lines
	 * @param flags see {@link LineFlags}
	 * @throws IOException when the log cannot be written (all lines since the last flush are lost then), or is deleted or closed
	 */
	public void append(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
		boolean first;
		synchronized (files) {
			LineSplitter.split(timeNanos, bytes, offset, length, flags, line);
			first = !dirty && length > 0;
			dirty |= first;
			rate.add(length);
		}
		if (first) {
			store.flushLater(this);
		}
	}

	/**
	 * Appends exactly one line as it is.
	 *
	 * @param length at most {@link LineSplitter#MAX_LINE}; no line end within
	 * @throws IOException as {@link #append(long, byte[], int, int, int)}
	 */
	public void appendLine(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
		boolean first;
		synchronized (files) {
			line(timeNanos, bytes, offset, length, flags);
			first = !dirty;
			dirty = true;
			rate.add(length + 1);
		}
		if (first) {
			store.flushLater(this);
		}
	}

	/** Appends one text line of the console's own process, at the current time; for logs of tasks. */
	public void append(String text) throws IOException {
		var bytes = text.isEmpty() ? new byte[] { '\n' } : text.getBytes(StandardCharsets.UTF_8);
		append(nanos(Instant.now()), bytes, 0, bytes.length, 0);
	}

	/** Appends a line in which the console itself says something about the log, for example "Lines may be missing: …". Shown as a separator. */
	public void mark(long timeNanos, String text) throws IOException {
		var bytes = text.replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8);
		append(timeNanos, bytes, 0, Math.min(bytes.length, LineSplitter.MAX_LINE), LineFlags.MARK);
	}

	private void line(long timeNanos, byte[] bytes, int offset, int length, int flags) throws IOException {
		if (files.add(timeNanos, bytes, offset, length, flags)) {
			listeners.fire();
		}
	}

	/** Corrects the time of a line whose time was guessed. Nothing happens when the line is no longer there. */
	public void setTime(long line, long timeNanos) throws IOException {
		synchronized (files) {
			files.setTime(line, timeNanos);
		}
	}

	/** Writes what waits in memory and tells the listeners. */
	public void flush() throws IOException {
		guard.check("writing a log");
		boolean changed;
		synchronized (files) {
			dirty = false;
			changed = files.flush();
		}
		if (changed) {
			listeners.fire();
		}
	}

	/** Closes the files for writing until the next line; for a stream whose source has ended. */
	public void rest() throws IOException {
		flush();
		synchronized (files) {
			files.rest();
		}
	}

	/** Opens a view of all lines for reading. Close it. */
	public LogLines open() {
		return new StreamLines(info.name(), files::extent, listeners::add, guard);
	}

	/** Where to go on after an interruption. Flushes, and reads the end of the files. */
	public LogPosition position() throws IOException {
		flush();
		try (var lines = open()) {
			return Positions.of(lines);
		}
	}

	/** How many lines there are, how many bytes they take, and how fast they come. */
	public LogStatistics statistics() {
		Extent now = files.extent();
		return new LogStatistics(now.end() - now.first(), now.end(), now.totalBytes(), rate.perSecond());
	}

	/** Calls the listener after each flush that made lines visible, and when old lines were removed. */
	public Subscription onChange(Runnable listener) {
		return listeners.add(listener);
	}

	void close() throws IOException {
		flush();
		synchronized (files) {
			files.close();
		}
	}

	void delete() throws IOException {
		synchronized (files) {
			files.close();
			files.delete();
		}
	}

	/** An instant as a log's time. */
	public static long nanos(Instant time) {
		return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
	}

	/** A log's time as an instant. */
	public static Instant instant(long timeNanos) {
		return Instant.ofEpochSecond(Math.floorDiv(timeNanos, 1_000_000_000L), Math.floorMod(timeNanos, 1_000_000_000L));
	}
}
