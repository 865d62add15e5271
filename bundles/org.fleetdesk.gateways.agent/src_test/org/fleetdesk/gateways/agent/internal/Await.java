package org.fleetdesk.gateways.agent.internal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits for what is to happen, with a deadline that is far off. */
public final class Await {

	private static final Duration DEADLINE = Duration.ofSeconds(60);

	private Await() {
	}

	/** @return the first value that is as it should be */
	public static <T> T until(Callable<T> value, Predicate<T> right) throws Exception {
		long end = System.nanoTime() + DEADLINE.toNanos();
		while (true) {
			T now = value.call();
			if (right.test(now)) {
				return now;
			}
			if (System.nanoTime() - end > 0) {
				throw new AssertionError("after " + DEADLINE.toSeconds() + " s it is still " + now);
			}
			Thread.sleep(20);
		}
	}

	public static void until(Callable<Boolean> condition) throws Exception {
		until(condition, c -> c);
	}
}
