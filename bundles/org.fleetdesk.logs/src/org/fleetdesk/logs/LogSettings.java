package org.fleetdesk.logs;

import java.time.Duration;

/**
 * Sizes and times of a log store.
 *
 * @param segmentBytes text bytes after which a stream begins its next file, 1 KiB to 1 GiB
 * @param retentionBytes text bytes that a stream may keep; above it whole files are removed from the old end, never the newest one
 * @param flushDelay how long a written line may wait in memory before it is in the files and visible to readers
 */
public record LogSettings(int segmentBytes, long retentionBytes, Duration flushDelay) {

	/** Files of 64 MiB, 1 GiB a stream, 20 ms. */
	public static final LogSettings DEFAULT = new LogSettings(64 << 20, 1L << 30, Duration.ofMillis(20));

	public LogSettings {
		if (segmentBytes < 1 << 10 || segmentBytes > 1 << 30) {
			throw new IllegalArgumentException("segmentBytes must be between 1 KiB and 1 GiB: " + segmentBytes);
		}
		if (retentionBytes < segmentBytes) {
			throw new IllegalArgumentException("retentionBytes must be at least segmentBytes: " + retentionBytes);
		}
		if (flushDelay.isNegative()) {
			throw new IllegalArgumentException("flushDelay must not be negative: " + flushDelay);
		}
	}
}
