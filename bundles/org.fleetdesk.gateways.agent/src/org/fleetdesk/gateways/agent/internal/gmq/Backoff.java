package org.fleetdesk.gateways.agent.internal.gmq;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses after failures: each twice as long as the one before, with a random part, so that many gateways do not come back at once. Belongs to one thread. */
final class Backoff {

	private final RandomGenerator random;
	private int failures;

	Backoff(RandomGenerator random) {
		this.random = random;
	}

	void reset() {
		failures = 0;
	}

	/** The next pause: from half to the whole of what doubling has come to. */
	Duration next(Duration first, Duration most) {
		long whole = (long) Math.min(most.toMillis(), first.toMillis() * Math.pow(2, Math.min(failures++, 30)));
		return Duration.ofMillis(whole - (long) (random.nextDouble() * whole / 2));
	}
}
