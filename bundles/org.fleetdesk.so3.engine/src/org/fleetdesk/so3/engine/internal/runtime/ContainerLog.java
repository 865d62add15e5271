package org.fleetdesk.so3.engine.internal.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A container's own log: one append-only file of {@linkplain LogRecords records}, one writer, any number of readers in this process. Each record says how
 * much of the guest's raw output the log has taken in with it, so that after a {@code kill -9} the writer goes on at the right byte. A record that was cut
 * off by such an end is dropped on opening, because nobody has read it. No file is held open between two batches, since there may be thousands of logs.
 */
public final class ContainerLog implements Closeable {

	/** What the log has taken in: so many bytes of the raw output of a boot. Boots count from 1; 0 when the log is empty. */
	record Position(int boot, long offset) {
	}

	private final Path file;
	private final ReentrantLock lock = new ReentrantLock();
	private final Condition changed = lock.newCondition();
	private long committed;
	private Position position = new Position(0, 0);
	private long lastNanos;
	private long runs;
	private boolean running;
	private long endedAt;
	private boolean closed;

	private ContainerLog(Path file) {
		this.file = file;
	}

	/** Opens the log for its only writer; makes it, and its folder, when absent. */
	public static ContainerLog open(Path file) throws IOException {
		Files.createDirectories(file.toAbsolutePath().getParent());
		var log = new ContainerLog(file);
		try (var writer = new RandomAccessFile(file.toFile(), "rw")) {
			log.recover(writer);
			return log;
		}
	}

	private void recover(RandomAccessFile writer) throws IOException {
		long size = writer.length();
		long whole = Lines.endOfLastLine(writer);
		if (whole < size) {
			writer.setLength(whole);
		}
		committed = whole;
		if (whole > 0) {
			try (var records = new LogRecords(file)) {
				records.seekWithin(Lines.startOfLine(writer, whole - 1), whole);
				records.next(whole);
				position = new Position(records.boot(), records.offset());
				lastNanos = records.nanos();
			}
		}
	}

	/**
	 * Gives the entries that the query selects, oldest first. With {@code follow} this blocks until the running guest has ended, the log is closed,
	 * {@code until} has passed or the thread is interrupted.
	 *
	 * @throws IOException when the file cannot be read, or from the sink
	 */
	public void read(LogQuery query, LogSink sink) throws IOException, InterruptedException {
		long run;
		long end;
		lock.lock();
		try {
			run = query.follow() && running ? runs : -1;
			end = committed;
		} finally {
			lock.unlock();
		}
		try (var records = new LogRecords(file)) {
			records.seek(Math.max(startOfTime(records, query.since(), end), query.tail() < 0 ? 0 : startOfTail(records, query.tail(), end)));
			read(records, query, sink, end, run);
		}
	}

	/**
	 * Attaches a reader: it gets what is printed from now on until the run that is under way has ended or, when none is, the next one. It misses nothing
	 * however short that is, not even when the file is deleted meanwhile.
	 *
	 * @param past whether it gets all that has been printed before, too
	 */
	public Attachment attach(boolean past) throws IOException {
		var records = new LogRecords(file);
		lock.lock();
		try {
			long end = committed;
			long run = running ? runs : runs + 1;
			records.seek(past ? 0 : end);
			return sink -> {
				try (records) {
					read(records, new LogQuery(0, Long.MAX_VALUE, -1, true), sink, end, run);
				}
			};
		} finally {
			lock.unlock();
		}
	}

	/** A place in the log, for one reading. */
	@FunctionalInterface
	public interface Attachment {

		/** Gives the entries from there; blocks until the run has ended, the log is closed or the thread is interrupted. */
		void read(LogSink sink) throws IOException, InterruptedException;
	}

	private void read(LogRecords records, LogQuery query, LogSink sink, long first, long run) throws IOException, InterruptedException {
		long end = first;
		try {
			while (true) {
				while (records.next(end)) {
					if (records.nanos() > query.until()) {
						return;
					}
					if (records.nanos() >= query.since()) {
						sink.entry(records.nanos(), records.text(), records.textStart(), records.textLength(), records.flag() == LogRecords.LINE);
					}
				}
				sink.idle();
				long more = run < 0 ? end : awaitMore(end, run, query.until());
				if (more <= end) {
					return;
				}
				end = more;
			}
		} catch (ClosedByInterruptException e) {
			throw Interrupts.taken();
		}
	}

	/** Waits until there is more than the position in the log, and returns its new end; the position itself when the run is over. */
	private long awaitMore(long from, long run, long until) throws InterruptedException {
		lock.lockInterruptibly();
		try {
			while (true) {
				boolean over = closed || run <= runs && (!running || run != runs);
				if (over) {
					return Math.max(from, running && run != runs ? endedAt : committed);
				}
				if (committed > from) {
					return committed;
				}
				if (until == Long.MAX_VALUE) {
					changed.await();
				} else if (until - now() < 0 || changed.awaitNanos(until - now()) <= 0) {
					return from;
				}
			}
		} finally {
			lock.unlock();
		}
	}

	/** A position at or before the first record of this time or later. Times grow, so the file is bisected. */
	private static long startOfTime(LogRecords records, long since, long end) throws IOException {
		long low = 0;
		long high = since <= 0 ? 0 : end;
		while (high - low > 4 * LogRecords.MAX_TEXT) {
			long middle = low + (high - low) / 2;
			if (records.seekWithin(middle, high) && records.next(high) && records.nanos() < since) {
				low = records.start();
			} else {
				high = middle;
			}
		}
		return low;
	}

	/** Where the last so many lines begin. */
	private static long startOfTail(LogRecords records, long lines, long end) throws IOException {
		if (lines == 0) {
			return end;
		}
		for (long window = 64 * 1024; ; window *= 4) {
			long from = Math.max(0, end - window);
			long ends = 0;
			boolean open = false;
			if (records.seekWithin(from, end)) {
				while (records.next(end)) {
					open = records.flag() != LogRecords.LINE;
					ends += open ? 0 : 1;
				}
			}
			long skip = ends + (open ? 1 : 0) - lines;
			if (from == 0 && skip <= 0) {
				return 0;
			}
			if (skip > 0) {
				records.seekWithin(from, end);
				while (skip > 0 && records.next(end)) {
					skip -= records.flag() == LogRecords.LINE ? 1 : 0;
				}
				return records.position();
			}
		}
	}

	/** Appends whole records; all of them or, on an error, none. */
	void append(byte[] records, int length, Position reached, long nanos) throws IOException {
		lock.lock();
		try {
			if (closed) {
				throw new IOException("the log " + file + " is closed");
			}
			write(records, length);
			committed += length;
			position = reached;
			lastNanos = nanos;
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}

	private void write(byte[] records, int length) throws IOException {
		if (Files.notExists(file)) {
			throw new IOException("the log " + file + " has been removed");
		}
		try (var writer = new RandomAccessFile(file.toFile(), "rw")) {
			try {
				writer.seek(committed);
				writer.write(records, 0, length);
			} catch (IOException e) {
				writer.setLength(committed);
				throw e;
			}
		}
	}

	/** What has been taken in so far. */
	Position position() {
		lock.lock();
		try {
			return position;
		} finally {
			lock.unlock();
		}
	}

	/** Time of the last record, 0 when there is none. */
	long lastNanos() {
		lock.lock();
		try {
			return lastNanos;
		} finally {
			lock.unlock();
		}
	}

	/** Gives the records of about the last megabyte to look at, oldest first. */
	void replay(RecordVisitor visitor) throws IOException {
		long end = committed;
		if (end == 0) {
			return;
		}
		try (var records = new LogRecords(file)) {
			if (records.seekWithin(Math.max(0, end - (1 << 20)), end)) {
				while (records.next(end)) {
					visitor.visit(records);
				}
			}
		}
	}

	@FunctionalInterface
	interface RecordVisitor {
		void visit(LogRecords record) throws IOException;
	}

	/** A guest runs from now on: followers wait for its lines. */
	void begin() {
		lock.lock();
		try {
			if (!running) {
				running = true;
				runs++;
			}
		} finally {
			lock.unlock();
		}
	}

	/** The guest has ended and its last line is in: its followers end. */
	void end() {
		lock.lock();
		try {
			running = false;
			endedAt = committed;
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}

	/** Ends all followers and the writing. The file stays. */
	@Override
	public void close() {
		lock.lock();
		try {
			closed = true;
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}

	private static long now() {
		return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
	}
}
