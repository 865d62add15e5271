package org.fleetdesk.tasks.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.fleetdesk.core.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners the latest states of what changed, on one thread of its own, at most once in a period.
 *
 * @param <T> a state
 */
public final class StateListeners<T> implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(StateListeners.class);

	private record Entry<T>(Consumer<T> listener, Object key) {
	}

	private final List<Entry<T>> listeners = new CopyOnWriteArrayList<>();
	private final String of;
	private final Duration period;
	private final Thread thread;
	private Map<String, Supplier<T>> changed = new LinkedHashMap<>();

	/** @param of of what, such as "tasks" */
	public StateListeners(String of, Duration period) {
		this.of = of;
		this.period = period;
		thread = Thread.ofVirtual().name(of + " listeners").start(this::tell);
	}

	public Registration add(Consumer<T> listener) {
		var entry = new Entry<>(listener, new Object());
		listeners.add(entry);
		return () -> listeners.remove(entry);
	}

	/** @param snapshot asked soon, on that thread, and not for each change */
	public synchronized void changed(String id, Supplier<T> snapshot) {
		changed.put(id, snapshot);
		notifyAll();
	}

	private void tell() {
		try {
			while (true) {
				Map<String, Supplier<T>> now;
				synchronized (this) {
					while (changed.isEmpty()) {
						wait();
					}
					now = changed;
					changed = new LinkedHashMap<>();
				}
				now.values().forEach(this::tell);
				Thread.sleep(period);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	private void tell(Supplier<T> snapshot) {
		var state = snapshot.get();
		for (var entry : listeners) {
			try {
				entry.listener().accept(state);
			} catch (RuntimeException | LinkageError e) { // a class that is missing must not end the telling in silence
				LOG.error("A listener of {} failed: {}", of, entry.listener().getClass().getName(), e);
			}
		}
	}

	@Override
	public void close() {
		thread.interrupt();
	}
}
