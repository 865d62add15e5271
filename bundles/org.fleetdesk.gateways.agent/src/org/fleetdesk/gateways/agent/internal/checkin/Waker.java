package org.fleetdesk.gateways.agent.internal.checkin;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits between check-ins, and is woken when one is wanted at once. */
public final class Waker {

	private final Semaphore wanted = new Semaphore(0);

	/** Ends the wait that is under way, or the next one. */
	public void wake() {
		wanted.release();
	}

	/** Waits for that long at most. */
	void await(Duration time) throws InterruptedException {
		wanted.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS);
		wanted.drainPermits();
	}
}
