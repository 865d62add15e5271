package org.fleetdesk.gateways.agent.internal.checkin;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Times that differ from gateway to gateway, so that a fleet does not call at once. */
public final class Backoff {

	private static final double SPREAD = 0.1;

	private final Duration first;
	private final Duration most;
	private final RandomGenerator random;
	private Duration next;

	public Backoff(Duration first, Duration most, RandomGenerator random) {
		this.first = first;
		this.most = most;
		this.random = random;
		next = first;
	}

	/** How long to wait now; it doubles each time. */
	public Duration next() {
		var now = next;
		next = now.multipliedBy(2).compareTo(most) < 0 ? now.multipliedBy(2) : most;
		return spread(now.compareTo(most) < 0 ? now : most, random);
	}

	/** It worked. */
	public void reset() {
		next = first;
	}

	/** A time, up to 10 % more or less. */
	static Duration spread(Duration time, RandomGenerator random) {
		return Duration.ofMillis(Math.round(time.toMillis() * (1 - SPREAD + 2 * SPREAD * random.nextDouble())));
	}
}
