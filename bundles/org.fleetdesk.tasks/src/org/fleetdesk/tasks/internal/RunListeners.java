package org.fleetdesk.tasks.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.TaskRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners the latest state of runs that changed, on one thread of its own, at most once in a period. */
final class RunListeners implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(RunListeners.class);

	private record Entry(Consumer<TaskRun> listener, Object key) {
	}

	private final List<Entry> listeners = new CopyOnWriteArrayList<>();
	private final Duration period;
	private final Thread thread;
	private Map<String, Run> changed = new LinkedHashMap<>();

	RunListeners(Duration period) {
		this.period = period;
		thread = Thread.ofVirtual().name("task listeners").start(this::tell);
	}

	Registration add(Consumer<TaskRun> listener) {
		var entry = new Entry(listener, new Object());
		listeners.add(entry);
		return () -> listeners.remove(entry);
	}

	synchronized void changed(Run run) {
		changed.put(run.submitted().run(), run);
		notifyAll();
	}

	private void tell() {
		try {
			while (true) {
				Map<String, Run> now;
				synchronized (this) {
					while (changed.isEmpty()) {
						wait();
					}
					now = changed;
					changed = new LinkedHashMap<>();
				}
				for (Run run : now.values()) {
					var snapshot = run.snapshot();
					listeners.forEach(l -> tell(l.listener(), snapshot));
				}
				Thread.sleep(period);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	private static void tell(Consumer<TaskRun> listener, TaskRun run) {
		try {
			listener.accept(run);
		} catch (RuntimeException e) {
			LOG.error("A listener of tasks failed: {}", listener.getClass().getName(), e);
		}
	}

	@Override
	public void close() {
		thread.interrupt();
	}
}
