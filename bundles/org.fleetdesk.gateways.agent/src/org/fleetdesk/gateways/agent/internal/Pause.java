package org.fleetdesk.gateways.agent.internal;

import java.time.Duration;

/** Waits; tests have one that does not. */
@FunctionalInterface
public interface Pause {

	/** Sleeps. */
	Pause REAL = Thread::sleep;

	void of(Duration time) throws InterruptedException;
}
