package org.fleetdesk.gateways.engine.internal;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what is to happen, with a deadline that is far off. */
public final class Await {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private Await() {
	}

	/** @param what such as "the gateway waits" */
	public static void until(String what, Callable<Boolean> condition) throws Exception {
		long end = System.nanoTime() + DEADLINE.toNanos();
		while (!condition.call()) {
			if (System.nanoTime() - end > 0) {
				throw new AssertionError("after " + DEADLINE.toSeconds() + " s it is still not so that " + what);
			}
			Thread.sleep(5);
		}
	}
}
