package org.fleetdesk.logs.internal;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Wakes a background thread; calls while it works are taken together. */
final class Wakeup {

	private final Semaphore permits = new Semaphore(0);

	void signal() {
		if (permits.availablePermits() == 0) {
			permits.release();
		}
	}

	/** Waits for a signal, then a little more, so that a busy log is not looked at for each line. */
	void await(Duration settle) throws InterruptedException {
		permits.acquire();
		Thread.sleep(settle);
		permits.drainPermits();
	}
}
