package org.fleetdesk.logs;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waiting times between attempts: doubled each time, each shortened by up to half at random, so that many logs of one engine do not
 * come back all at once.
 *
 * @param first the first waiting time
 * @param longest the longest one
 */
public record Backoff(Duration first, Duration longest) {

	/** From half a second to half a minute. */
	public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

	/** The time to wait before an attempt. @param attempt from 0 */
	public Duration before(int attempt, RandomGenerator random) {
		long full = Math.min(longest.toMillis(), first.toMillis() << Math.min(attempt, 20));
		return Duration.ofMillis(full - (full > 1 ? random.nextLong(full / 2 + 1) : 0));
	}
}
