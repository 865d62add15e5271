package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a guest appends to its raw spool into the logs. A line goes in as soon as it is whole; a part of a line after a pause of
 * {@value #OPEN_MILLIS} ms, when the guest is paused, and when it is dead. The consumed part of a large spool is given back to the disk.
 */
final class SpoolTail {

	private static final Logger LOG = LoggerFactory.getLogger(SpoolTail.class);
	static final long OPEN_MILLIS = 200;
	/** A guest's output comes byte by byte: a short wait gathers it. */
	private static final long GATHER_MILLIS = 10;
	private static final long LOOK_MILLIS = 50;
	private static final long RETRY_MILLIS = 1000;

	private final Path spool;
	private final GuestOutput output;
	private final SpoolTrim trim;
	private final RandomAccessFile reader;
	private final FolderWatch.Watch watch;
	private final Thread thread;
	/** Guards the reader and the output. */
	private final ReentrantLock reading = new ReentrantLock();
	/** Guards the fields of the bell. */
	private final ReentrantLock lock = new ReentrantLock();
	private final Condition rung = lock.newCondition();
	private final byte[] block = new byte[64 * 1024];
	private long lastGrowth = System.nanoTime();
	private boolean failing;
	private boolean closed;
	private boolean bell;
	private boolean quiet;
	private boolean stopped;

	/** Starts to follow the spool, which must exist, from where the output says. */
	SpoolTail(Path spool, GuestOutput output, FolderWatch folders, SpoolTrim trim) throws IOException {
		this.spool = spool;
		this.output = output;
		this.trim = trim;
		reader = new RandomAccessFile(spool.toFile(), "r");
		watch = folders.watch(spool.toAbsolutePath().getParent(), this::ring);
		thread = Thread.ofVirtual().name("guest-log-" + spool.toAbsolutePath().getParent().getFileName()).start(this::run);
	}

	/** While the guest does not run, nothing is looked for. */
	void quiet(boolean value) {
		lock.lock();
		try {
			quiet = value;
			rung.signalAll();
		} finally {
			lock.unlock();
		}
	}

	/** Brings everything that is in the spool into the logs, an open line included, which is returned. */
	byte[] sync() {
		reading.lock();
		try {
			drain(true);
			return output.openLine();
		} finally {
			reading.unlock();
		}
	}

	/** The guest goes on in the middle of a line; to be told before it runs. */
	void goOn(byte[] openLine) throws IOException {
		reading.lock();
		try {
			output.goOn(openLine);
		} finally {
			reading.unlock();
		}
	}

	/** Stops following; what is in the spool and not in the logs stays for the next one. */
	void stop() throws InterruptedException {
		watch.end();
		lock.lock();
		try {
			stopped = true;
			rung.signalAll();
		} finally {
			lock.unlock();
		}
		thread.join();
		reading.lock();
		try {
			closed = true;
			reader.close();
		} catch (IOException e) {
			LOG.debug("Closing {}", spool, e);
		} finally {
			reading.unlock();
		}
	}

	/** The guest is dead: brings the rest into the logs and stops. */
	void finish() throws InterruptedException {
		reading.lock();
		try {
			readAll();
			output.finishLine();
		} catch (IOException e) {
			LOG.warn("The last output of the guest in {} could not be logged; it is in {}: {}", spool.getParent(), spool.getFileName(), e.getMessage());
		} finally {
			reading.unlock();
		}
		stop();
	}

	private void ring() {
		lock.lock();
		try {
			bell = true;
			rung.signalAll();
		} finally {
			lock.unlock();
		}
	}

	private void run() {
		do {
			drain(false);
		} while (await(limit()));
	}

	private long limit() {
		reading.lock();
		try {
			long look = watch.told() || quiet ? Long.MAX_VALUE : LOOK_MILLIS;
			return failing ? RETRY_MILLIS : output.pending() ? Math.min(look, OPEN_MILLIS) : look;
		} finally {
			reading.unlock();
		}
	}

	/** Waits for the bell, at most so many milliseconds; false when stopped. */
	private boolean await(long limit) {
		lock.lock();
		try {
			long left = limit == Long.MAX_VALUE ? limit : TimeUnit.MILLISECONDS.toNanos(limit);
			boolean wasQuiet = quiet;
			while (!bell && !stopped && left > 0 && quiet == wasQuiet) {
				left = rung.awaitNanos(left);
			}
			if (bell && !stopped) {
				rung.awaitNanos(TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS));
			}
			bell = false;
			return !stopped;
		} catch (InterruptedException e) {
			return false;
		} finally {
			lock.unlock();
		}
	}

	/** An open line goes into the log after a pause, or at once. On an error says so once and goes on later, because the spool keeps everything. */
	private void drain(boolean flush) {
		reading.lock();
		try {
			readAll();
			if (flush || System.nanoTime() - lastGrowth >= TimeUnit.MILLISECONDS.toNanos(OPEN_MILLIS)) {
				output.flushOpen();
			}
			failing = false;
		} catch (IOException e) {
			if (!failing) {
				LOG.warn("The output of the guest in {} cannot be logged for now, it is kept in {}: {}", spool.getParent(), spool.getFileName(), e.getMessage());
			}
			failing = true;
		} finally {
			reading.unlock();
		}
	}

	private void readAll() throws IOException {
		while (!closed) { // who asks for the rest after the end gets nothing more
			reader.seek(output.taken());
			int count = reader.read(block);
			if (count <= 0) {
				return;
			}
			lastGrowth = System.nanoTime();
			output.accept(block, count);
			trim.consumed(spool, output.committed());
		}
	}
}
