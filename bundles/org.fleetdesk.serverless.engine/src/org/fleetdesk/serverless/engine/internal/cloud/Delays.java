package org.fleetdesk.serverless.engine.internal.cloud;

import java.time.Duration;

/**
 * How long the phases of a VM's life take.
 *
 * @param schedule how long the scheduler waits before it looks at what has changed
 * @param prolog   until the disks are there
 * @param boot     until the guest runs
 * @param shutdown until the guest is off, or until its memory is saved
 * @param epilog   until the disks are away
 * @param change   of capacity, or of a disk's size
 * @param cleanup  of a VM that is removed by a recovery
 */
public record Delays(Duration schedule, Duration prolog, Duration boot, Duration shutdown, Duration epilog, Duration change, Duration cleanup) {

	/** As long as one can watch, and not longer. */
	public static final Delays NORMAL = new Delays(Duration.ofMillis(300), Duration.ofMillis(700), Duration.ofMillis(1500), Duration.ofMillis(1200), Duration.ofMillis(400),
			Duration.ofMillis(800), Duration.ofMillis(300));
	/** Everything at once, for measurements and tests. */
	public static final Delays NONE = all(Duration.ZERO);

	/** The same for every phase. */
	public static Delays all(Duration each) {
		return new Delays(each, each, each, each, each, each, each);
	}

	/** All multiplied; 0 makes everything happen at once. */
	public Delays times(double factor) {
		return new Delays(times(schedule, factor), times(prolog, factor), times(boot, factor), times(shutdown, factor), times(epilog, factor), times(change, factor),
				times(cleanup, factor));
	}

	private static Duration times(Duration duration, double factor) {
		return Duration.ofNanos(Math.round(duration.toNanos() * factor));
	}
}
