package org.fleetdesk.gateways.engine.internal.deploy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.fleetdesk.gateways.engine.internal.store.Tx;

/** Who waits for something to happen with a deployment: many consoles wait for many deployments, and each is woken for its own only. */
final class Watchers {

	private static final class Watch {
		private int watchers;
		private long changes;
	}

	private final Map<String, Watch> watches = new ConcurrentHashMap<>();
	private volatile boolean closed;

	/** Wakes those that wait for it, once the transaction is on disk. */
	void changed(Tx tx, String id) {
		tx.afterCommit(() -> wake(id));
	}

	private void wake(String id) {
		var watch = watches.get(id);
		if (watch != null) {
			synchronized (watch) {
				watch.changes++;
				watch.notifyAll();
			}
		}
	}

	/**
	 * Looks until what is found is enough, or the time is over.
	 *
	 * @param look what to show; asked again after each change
	 */
	<T> T await(String id, Duration time, Supplier<T> look, java.util.function.Predicate<T> enough) throws InterruptedException {
		long deadline = System.nanoTime() + time.toNanos();
		var watch = watches.compute(id, (k, w) -> {
			var there = w == null ? new Watch() : w;
			there.watchers++;
			return there;
		});
		try {
			while (true) {
				long before;
				synchronized (watch) {
					before = watch.changes;
				}
				T found = look.get();
				if (enough.test(found) || !waited(watch, before, deadline)) {
					return found;
				}
			}
		} finally {
			watches.computeIfPresent(id, (k, w) -> --w.watchers == 0 ? null : w);
		}
	}

	/** @return false when the time is over */
	private boolean waited(Watch watch, long before, long deadline) throws InterruptedException {
		synchronized (watch) {
			while (watch.changes == before) {
				long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
				if (left <= 0 || closed) {
					return false;
				}
				watch.wait(left);
			}
			return true;
		}
	}

	/** Lets all go on. */
	void close() {
		closed = true;
		watches.keySet().forEach(this::wake);
	}
}
