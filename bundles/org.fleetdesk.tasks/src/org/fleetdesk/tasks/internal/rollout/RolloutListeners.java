package org.fleetdesk.tasks.internal.rollout;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.Rollout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners the latest state of rollouts that changed, on one thread of its own, at most once in a period. */
final class RolloutListeners implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(RolloutListeners.class);

	private record Entry(Consumer<Rollout> listener, Object key) {
	}

	private final List<Entry> listeners = new CopyOnWriteArrayList<>();
	private final Duration period;
	private final Thread thread;
	private Map<String, Supplier<Rollout>> changed = new LinkedHashMap<>();

	RolloutListeners(Duration period) {
		this.period = period;
		thread = Thread.ofVirtual().name("rollout listeners").start(this::tell);
	}

	Registration add(Consumer<Rollout> listener) {
		var entry = new Entry(listener, new Object());
		listeners.add(entry);
		return () -> listeners.remove(entry);
	}

	synchronized void changed(String id, Supplier<Rollout> snapshot) {
		changed.put(id, snapshot);
		notifyAll();
	}

	private void tell() {
		try {
			while (true) {
				Map<String, Supplier<Rollout>> now;
				synchronized (this) {
					while (changed.isEmpty()) {
						wait();
					}
					now = changed;
					changed = new LinkedHashMap<>();
				}
				for (var snapshot : now.values()) {
					var rollout = snapshot.get();
					listeners.forEach(l -> tell(l.listener(), rollout));
				}
				Thread.sleep(period);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	private static void tell(Consumer<Rollout> listener, Rollout rollout) {
		try {
			listener.accept(rollout);
		} catch (RuntimeException e) {
			LOG.error("A listener of rollouts failed: {}", listener.getClass().getName(), e);
		}
	}

	@Override
	public void close() {
		thread.interrupt();
	}
}
