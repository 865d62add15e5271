package org.fleetdesk.core.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetListener;
import org.fleetdesk.core.Registration;

/** Tells listeners of changes on one thread of its own, at most once in a period. */
final class Notifier implements AutoCloseable {

	private static final int MOST_EVENTS = 10_000;

	private final Listeners<FleetListener> listeners = new Listeners<>();
	private final Duration period;
	private final Thread thread;
	private Set<String> connections = new LinkedHashSet<>();
	private ArrayDeque<FleetEvent> events = new ArrayDeque<>();

	Notifier(Duration period) {
		this.period = period;
		thread = Thread.ofVirtual().name("fleet listeners").start(this::run);
	}

	Registration add(FleetListener listener) {
		return listeners.add(listener);
	}

	synchronized void changed(String connection) {
		connections.add(connection);
		notifyAll();
	}

	synchronized void happened(FleetEvent event) {
		events.addLast(event);
		if (events.size() > MOST_EVENTS) {
			events.removeFirst();
		}
		notifyAll();
	}

	private void run() {
		try {
			while (true) {
				Set<String> changed;
				List<FleetEvent> happened;
				synchronized (this) {
					while (connections.isEmpty() && events.isEmpty()) {
						wait();
					}
					changed = connections;
					happened = List.copyOf(events);
					connections = new LinkedHashSet<>();
					events = new ArrayDeque<>();
				}
				listeners.tell(l -> l.changed(changed, happened));
				Thread.sleep(period);
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	@Override
	public void close() {
		thread.interrupt();
	}
}
