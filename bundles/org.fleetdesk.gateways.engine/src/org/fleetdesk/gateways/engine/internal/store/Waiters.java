package org.fleetdesk.gateways.engine.internal.store;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Those who wait until something of a device is written. One costs a virtual thread and some bytes, and no connection to the database. */
public final class Waiters {

	/** Somebody who waits; close it when it does not any more. */
	public final class Waiter implements AutoCloseable {

		private final long device;
		private final long what;
		private final Semaphore signals = new Semaphore(0);
		private volatile boolean ended;

		private Waiter(long device, long what) {
			this.device = device;
			this.what = what;
		}

		/** Waits for a write since the last call, or since {@link Waiters#open}. @return false when the time is over, the device may not wait any more, or the engine stops */
		public boolean await(Duration time) throws InterruptedException {
			if (closed || ended || time.isNegative() || !signals.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
				return false;
			}
			signals.drainPermits();
			return !closed && !ended;
		}

		@Override
		public void close() {
			waiting.computeIfPresent(device, (d, all) -> {
				all.remove(this);
				return all.isEmpty() ? null : all;
			});
		}
	}

	/** By device. */
	private final Map<Long, Set<Waiter>> waiting = new ConcurrentHashMap<>();
	private volatile boolean closed;

	/** Begins to wait: what is committed from now on is not missed. @param what such as the id of a resource */
	public Waiter open(long device, long what) {
		var waiter = new Waiter(device, what);
		waiting.compute(device, (d, all) -> {
			var some = all == null ? ConcurrentHashMap.<Waiter>newKeySet(1) : all;
			some.add(waiter);
			return some;
		});
		return waiter;
	}

	/** To be called after the commit. */
	void signal(long device, long what) {
		for (var waiter : waiting.getOrDefault(device, Set.of())) {
			if (waiter.what == what) {
				waiter.signals.release();
			}
		}
	}

	/** Nobody waits for this device any more; to be called after the commit. */
	public void end(long device) {
		for (var waiter : waiting.getOrDefault(device, Set.of())) {
			waiter.ended = true;
			waiter.signals.release();
		}
	}

	/** How many wait. */
	public int count() {
		return waiting.values().stream().mapToInt(Set::size).sum();
	}

	/** Lets all go on. */
	public void close() {
		closed = true;
		waiting.values().forEach(all -> all.forEach(w -> w.signals.release()));
	}
}
