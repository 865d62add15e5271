package org.fleetdesk.gateways.engine.internal.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The number of the last change that is on disk. */
public final class Changes {

	private final ReentrantLock lock = new ReentrantLock();
	private final Condition changed = lock.newCondition();
	private volatile long revision;
	private volatile boolean closed;

	Changes(long revision) {
		this.revision = revision;
	}

	/** The last revision. */
	public long revision() {
		return revision;
	}

	/** Waits until the revision is greater than one, or the time is over, or the engine stops. @return the revision then */
	public long await(long since, Duration time) throws InterruptedException {
		long left = time.toNanos();
		lock.lock();
		try {
			while (revision <= since && left > 0 && !closed) {
				left = changed.awaitNanos(left);
			}
			return revision;
		} finally {
			lock.unlock();
		}
	}

	void set(long now) {
		lock.lock();
		try {
			revision = now;
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}

	/** Lets all go on who wait. */
	public void close() {
		lock.lock();
		try {
			closed = true;
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}
}
