package org.fleetdesk.logs.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.logs.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runnables to call after a change. One that throws does not keep the others from being called. */
public final class Listeners {

	private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

	/** Own identity for each registration, so that the same runnable may be added twice. */
	private record Entry(Object id, Runnable listener) {
	}

	private final List<Entry> entries = new CopyOnWriteArrayList<>();

	public Subscription add(Runnable listener) {
		var entry = new Entry(new Object(), listener);
		entries.add(entry);
		return () -> entries.remove(entry);
	}

	public void fire() {
		for (var entry : entries) {
			try {
				entry.listener.run();
			} catch (RuntimeException e) {
				LOG.warn("A log listener failed", e);
			}
		}
	}
}
