package org.fleetdesk.serverless.engine.internal.provision;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between two looks at the cloud; all of them end when the engine stops. */
final class Pauses {

	private static final Duration FIRST = Duration.ofMillis(100);
	private static final Duration LONGEST = Duration.ofSeconds(1);

	/** A look at the cloud. */
	interface Look {

		/** @return whether it is as it should be */
		boolean done() throws Refusal, InterruptedException;
	}

	private final CountDownLatch stopped = new CountDownLatch(1);

	/** Ends all waits, now and later, with {@link InterruptedException}. */
	void stop() {
		stopped.countDown();
	}

	/** @throws InterruptedException when the engine stops */
	void pause(Duration time) throws InterruptedException {
		if (stopped.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
			throw new InterruptedException("The engine is stopping");
		}
	}

	/**
	 * Looks until it is done, at least once.
	 *
	 * @return false when it was not done in time
	 * @throws InterruptedException when the engine stops
	 */
	boolean until(Duration limit, Look look) throws Refusal, InterruptedException {
		long deadline = System.nanoTime() + limit.toNanos();
		for (var wait = FIRST;; wait = wait.multipliedBy(2).compareTo(LONGEST) < 0 ? wait.multipliedBy(2) : LONGEST) {
			if (look.done()) {
				return true;
			}
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			pause(Duration.ofNanos(Math.min(left, wait.toNanos())));
		}
	}
}
