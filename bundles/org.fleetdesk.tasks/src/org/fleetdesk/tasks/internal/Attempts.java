package org.fleetdesk.tasks.internal;

import java.time.Duration;

/**
 * How often a step is tried, and how long the pauses between are.
 *
 * @param most   attempts at a step, at least 1
 * @param first  the pause after the first one
 * @param growth by which each further pause is longer than the one before
 * @param jitter by which share, from 0 to 1, a pause is shorter or longer, so that many targets do not come back in one moment
 */
record Attempts(int most, Duration first, double growth, double jitter) {

	static final Attempts USUAL = new Attempts(3, Duration.ofSeconds(1), 4, 0.2);

	/**
	 * @param failed how many attempts there were
	 * @param random from 0 to 1
	 */
	Duration pause(int failed, double random) {
		double factor = Math.pow(growth, failed - 1.0) * (1 - jitter + 2 * jitter * random);
		return Duration.ofNanos(Math.round(first.toNanos() * factor));
	}
}
