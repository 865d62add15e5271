package org.fleetdesk.tasks.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.core.Session;

/**
 * Shows the views what came of a step: reads its engine again, at once. Of a large fleet that takes a while, and a task on a thousand targets ends a thousand steps: an engine that was read
 * just now is read by the model instead, which gathers such wishes.
 */
final class Publisher {

	/** What reading takes of the time, at most one part of so many. */
	private static final int SHARE = 20;

	private final FleetModel fleet;
	private final LongSupplier nanos;
	/** When an engine may be read again, by connection. */
	private final Map<String, Long> next = new ConcurrentHashMap<>();

	/** @param nanos the clock, as {@link System#nanoTime} */
	Publisher(FleetModel fleet, LongSupplier nanos) {
		this.fleet = fleet;
		this.nanos = nanos;
	}

	void publish(Session session) throws InterruptedException {
		String connection = session.connection().id();
		long began = nanos.getAsLong();
		Long due = next.get(connection);
		if (due != null && began - due < 0) {
			fleet.refresh(connection);
			return;
		}
		try {
			fleet.accept(session.refresh());
		} catch (EngineException e) {
			// the model reads it again by itself
		}
		long now = nanos.getAsLong();
		next.put(connection, now + (now - began) * SHARE);
	}
}
