package org.fleetdesk.logs.internal;

import java.util.function.LongSupplier;

/** Bytes a second over the last whole seconds. */
public final class Rate {

	private static final int SECONDS = 4;

	private final long[] buckets = new long[SECONDS + 1];
	private final LongSupplier clock;
	private long second;

	public Rate() {
		this(System::nanoTime);
	}

	/** @param clock nanoseconds from any origin, never going back */
	public Rate(LongSupplier clock) {
		this.clock = clock;
		second = now();
	}

	private long now() {
		return Math.floorDiv(clock.getAsLong(), 1_000_000_000L);
	}

	private void turn() {
		long now = now();
		for (long s = Math.max(second + 1, now - SECONDS); s <= now; s++) {
			buckets[bucket(s)] = 0;
		}
		second = now;
	}

	private int bucket(long s) {
		return (int) Math.floorMod(s, (long) buckets.length);
	}

	public synchronized void add(long bytes) {
		turn();
		buckets[bucket(second)] += bytes;
	}

	/** The average over the whole seconds before the current one. */
	public synchronized double perSecond() {
		turn();
		long sum = 0;
		for (int i = 1; i <= SECONDS; i++) {
			sum += buckets[bucket(second - i)];
		}
		return (double) sum / SECONDS;
	}
}
