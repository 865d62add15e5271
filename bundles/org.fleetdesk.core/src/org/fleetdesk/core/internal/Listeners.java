package org.fleetdesk.core.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.fleetdesk.core.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Callbacks of which a failing one harms neither the others nor the caller. */
final class Listeners<L> {

	private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

	/** Tells two registrations of the same listener apart. */
	private record Entry<L>(L listener, Object key) {
	}

	private final List<Entry<L>> entries = new CopyOnWriteArrayList<>();

	Registration add(L listener) {
		var entry = new Entry<>(listener, new Object());
		entries.add(entry);
		return () -> entries.remove(entry);
	}

	void tell(Consumer<L> call) {
		for (Entry<L> entry : entries) {
			try {
				call.accept(entry.listener());
			} catch (RuntimeException e) {
				LOG.error("A listener failed: {}", entry.listener().getClass().getName(), e);
			}
		}
	}
}
