package org.fleetdesk.serverless.engine.internal.cloud;

import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to happen later, in the order of time; what is due at the same time, in the order in which it was asked for. Everything runs on one thread: the timeline's own, or that of
 * whoever calls {@link #runDue}.
 */
public final class Timeline implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);
	/** A clock that is set does not hold anything up for longer. */
	private static final long LONGEST_MILLIS = 10_000;

	private record Entry(Instant due, long number, Runnable action) implements Comparable<Entry> {

		@Override
		public int compareTo(Entry other) {
			int byTime = due.compareTo(other.due);
			return byTime != 0 ? byTime : Long.compare(number, other.number);
		}
	}

	private final InstantSource clock;
	private final ReentrantLock lock = new ReentrantLock();
	private final Condition changed = lock.newCondition();
	private final PriorityQueue<Entry> entries = new PriorityQueue<>();
	private final Thread thread;
	private long number;
	private boolean closed;

	/** @param threaded whether it has a thread of its own */
	Timeline(InstantSource clock, boolean threaded) {
		this.clock = clock;
		thread = threaded ? Thread.ofPlatform().daemon().name("cloud-timeline").unstarted(this::run) : null;
	}

	/** Lets its thread begin, if it has one. */
	void start() {
		if (thread != null) {
			thread.start();
		}
	}

	public Instant now() {
		return clock.instant();
	}

	/** Runs an action at a time or soon after; never on the calling thread. Forgotten when the timeline closes. */
	public void at(Instant due, Runnable action) {
		lock.lock();
		try {
			if (!closed) {
				entries.add(new Entry(due, number++, action));
				changed.signalAll();
			}
		} finally {
			lock.unlock();
		}
	}

	/** Runs an action as soon as possible. */
	public void soon(Runnable action) {
		at(Instant.EPOCH, action);
	}

	/** When the next action is due; null when there is none. */
	public Instant next() {
		lock.lock();
		try {
			return entries.isEmpty() ? null : entries.peek().due;
		} finally {
			lock.unlock();
		}
	}

	/** Runs everything that is due by now, also what that brings about; for a timeline without a thread. */
	public void runDue() {
		for (Entry due = take(); due != null; due = take()) {
			run(due);
		}
	}

	private Entry take() {
		lock.lock();
		try {
			return closed || entries.isEmpty() || entries.peek().due.isAfter(clock.instant()) ? null : entries.poll();
		} finally {
			lock.unlock();
		}
	}

	private void run() {
		try {
			while (await()) {
				runDue();
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	/** Waits until something is due; false when it is closed. */
	private boolean await() throws InterruptedException {
		lock.lockInterruptibly();
		try {
			while (!closed) {
				if (entries.isEmpty()) {
					changed.await();
				} else {
					long millis = entries.peek().due.toEpochMilli() - clock.millis();
					if (millis <= 0) {
						return true;
					}
					changed.await(Math.min(millis, LONGEST_MILLIS), TimeUnit.MILLISECONDS);
				}
			}
			return false;
		} finally {
			lock.unlock();
		}
	}

	private static void run(Entry entry) {
		try {
			entry.action.run();
		} catch (RuntimeException e) {
			LOG.error("Something in the simulated cloud failed; the rest goes on", e);
		}
	}

	/** Drops what has not happened yet and waits for what happens right now. */
	@Override
	public void close() {
		lock.lock();
		try {
			closed = true;
			entries.clear();
			changed.signalAll();
		} finally {
			lock.unlock();
		}
		if (thread != null && thread.isAlive() && thread != Thread.currentThread()) {
			try {
				thread.join(TimeUnit.SECONDS.toMillis(10));
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}
	}
}
