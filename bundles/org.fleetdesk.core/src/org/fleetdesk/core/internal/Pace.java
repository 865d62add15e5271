package org.fleetdesk.core.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.fleetdesk.core.EngineException;

/**
 * How often and how long engines are asked.
 *
 * <p>Interval, jitter and deadline together stay below the 10 seconds in which a dead engine must be known to be unreachable.
 *
 * @param interval between refreshes of an engine that answers, also while its event stream is open: that one may be dead without a word
 * @param deadline of one refresh, from its last sign of life ({@link org.fleetdesk.core.Session#heard})
 * @param late     after which an answer makes an engine degraded
 * @param grace    how long after the last good refresh an engine that answers wrongly counts as degraded only
 * @param coalesce how long changes are gathered before a refresh, at least
 * @param retry    the first pause after a failure; doubled with each further one
 * @param soon     the longest pause, however long an engine is away: an attempt at a dead host is a connect that nobody answers, which
 *                 costs less than the refresh of a living one, and a host that is back has to be seen within 5 seconds
 * @param seldom   the longest pause after an answer that will be the same until somebody does something, as about credentials
 * @param start    how long an engine of this machine may take until its first answer
 */
record Pace(Duration interval, Duration deadline, Duration late, Duration grace, Duration coalesce, Duration retry, Duration soon, Duration seldom,
		Duration start) {

	static final Pace USUAL = new Pace(Duration.ofMillis(2500), Duration.ofSeconds(6), Duration.ofSeconds(2), Duration.ofSeconds(7), Duration.ofMillis(100),
			Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(30), Duration.ofSeconds(30));

	private static final double JITTER = 0.2;

	/** So many begin together, and the others one by one after them. */
	static final int FIRST = 4;
	private static final Duration BETWEEN = Duration.ofMillis(5);
	private static final Duration LAST = Duration.ofSeconds(1);

	/**
	 * How long one of many connections that begin together waits for its first refresh: asked all at once, the first would be known only
	 * when nearly the last is. None waits for the answer of another, which may be dead.
	 *
	 * @param place among them, from 0
	 * @param all   how many they are
	 * @return zero for the first few; a second at most
	 */
	static Duration delay(int place, int all) {
		if (place < FIRST) {
			return Duration.ZERO;
		}
		var evenly = LAST.dividedBy(all);
		return (evenly.compareTo(BETWEEN) < 0 ? evenly : BETWEEN).multipliedBy(place - FIRST + 1L);
	}

	/** A pause shortened at random, so that many connections do not ask in step. */
	Duration jittered(Duration pause, RandomGenerator random) {
		return Duration.ofNanos((long) (pause.toNanos() * (1 - JITTER * random.nextDouble())));
	}

	/** How long changes are gathered after a refresh that took so long: that of very many resources is work for this machine too, and is to be a third of its time at most. */
	Duration gather(Duration took) {
		var twice = took.multipliedBy(2);
		var most = twice.compareTo(late) < 0 ? twice : late;
		return most.compareTo(coalesce) < 0 ? coalesce : most;
	}

	/**
	 * @param failures in a row, from 1
	 * @param kind     of the last one
	 */
	Duration pauseAfter(int failures, EngineException.Kind kind) {
		var longest = switch (kind) {
		case UNAUTHORIZED, UNTRUSTED, REFUSED, UNSUPPORTED -> seldom;
		case UNREACHABLE, TIMED_OUT, NOT_FOUND, CONFLICT, FAILED, PROTOCOL -> soon;
		};
		var pause = retry.multipliedBy(1L << Math.min(failures - 1, 16));
		return pause.compareTo(longest) < 0 ? pause : longest;
	}
}
