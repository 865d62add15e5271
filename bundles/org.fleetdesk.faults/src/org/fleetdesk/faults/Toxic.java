package org.fleetdesk.faults;

import java.time.Duration;

/** What can be wrong with one direction of a connection, by the names and attributes of Toxiproxy. */
public sealed interface Toxic {

	/**
	 * {@code latency}: every byte arrives later; order and throughput stay.
	 *
	 * @param latency how much later
	 * @param jitter  the latency varies by up to so much in both directions
	 */
	record Latency(Duration latency, Duration jitter) implements Toxic {
		public Latency {
			notNegative(latency);
			notNegative(jitter);
		}
	}

	/**
	 * {@code bandwidth}: no more than so much in a second.
	 *
	 * @param rate in kilobytes (1000 bytes) a second, at least 1
	 */
	record Bandwidth(long rate) implements Toxic {
		public Bandwidth {
			atLeast(1, rate);
		}
	}

	/** {@code slow_close}: the end of the stream is passed on later. */
	record SlowClose(Duration delay) implements Toxic {
		public SlowClose {
			notNegative(delay);
		}
	}

	/**
	 * {@code timeout}: bytes vanish. A connection that lost some is closed when the toxic is removed.
	 *
	 * @param timeout after which the connection is closed; zero: never
	 */
	record Timeout(Duration timeout) implements Toxic {
		public Timeout {
			notNegative(timeout);
		}
	}

	/**
	 * {@code reset_peer}: nothing passes, and then both ends get a reset (RST).
	 *
	 * @param timeout until the reset; zero: at once
	 */
	record ResetPeer(Duration timeout) implements Toxic {
		public ResetPeer {
			notNegative(timeout);
		}
	}

	/**
	 * {@code slicer}: bytes arrive in small pieces.
	 *
	 * @param averageSize   of a piece, in bytes, at least 1
	 * @param sizeVariation a piece is smaller or larger by up to so many bytes; less than the average
	 * @param delay         between two pieces
	 */
	record Slicer(int averageSize, int sizeVariation, Duration delay) implements Toxic {
		public Slicer {
			atLeast(1, averageSize);
			atLeast(0, sizeVariation);
			atLeast(1, averageSize - sizeVariation);
			notNegative(delay);
		}
	}

	/** {@code limit_data}: the connection is closed after so many bytes in this direction. */
	record LimitData(long bytes) implements Toxic {
		public LimitData {
			atLeast(0, bytes);
		}
	}

	private static void notNegative(Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("A duration of a toxic must not be negative: " + duration);
		}
	}

	private static void atLeast(long least, long value) {
		if (value < least) {
			throw new IllegalArgumentException("An attribute of a toxic must be at least " + least + ", not " + value);
		}
	}
}
