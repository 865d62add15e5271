package org.fleetdesk.gateways.engine.internal.device;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * So many at once, and so many a second after that, for each key. A key that rests costs nothing.
 *
 * @param <K> what is limited, such as an address
 */
final class RateLimit<K> {

	/** Keys that are over their burst's time are forgotten when there are more than these. */
	private static final int SWEPT = 10_000;

	private final long interval;
	private final long burst;
	private final LongSupplier nanos;
	/** When the key's allowance is whole again. */
	private final Map<K, Long> full = new ConcurrentHashMap<>();
	private volatile int sweepAt = SWEPT;

	/**
	 * @param burst     at once, at least 1
	 * @param perSecond may be less than 1
	 * @param nanos     as {@link System#nanoTime}
	 */
	RateLimit(int burst, double perSecond, LongSupplier nanos) {
		this.interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
		this.burst = burst * interval;
		this.nanos = nanos;
	}

	/** Takes one. @return false when there is none left; nothing is taken then */
	boolean take(K key) {
		return take(key, 1);
	}

	/** Takes some. @param count from 1 on @return false when there are not so many left; nothing is taken then */
	boolean take(K key, int count) {
		long now = nanos.getAsLong();
		boolean[] taken = { true };
		full.compute(key, (k, at) -> {
			long start = at == null || at - now < 0 ? now : at;
			taken[0] = start + count * interval - now <= burst;
			return taken[0] ? Long.valueOf(start + count * interval) : at;
		});
		sweep(now);
		return taken[0];
	}

	/** Whether there is none left. */
	boolean isExhausted(K key) {
		Long at = full.get(key);
		return at != null && at + interval - nanos.getAsLong() > burst;
	}

	private void sweep(long now) {
		if (full.size() > sweepAt) {
			full.values().removeIf(at -> at - now < 0);
			sweepAt = Math.max(SWEPT, full.size() * 2);
		}
	}
}
