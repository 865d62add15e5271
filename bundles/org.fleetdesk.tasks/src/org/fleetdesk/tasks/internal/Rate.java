package org.fleetdesk.tasks.internal;

/** A smoothed rate of something that only grows. */
final class Rate {

	private static final double SMOOTHING_NANOS = 2e9;
	private static final long SHORTEST_NANOS = 200_000_000;

	private long lastTime;
	private long lastDone;
	private double perSecond;
	private boolean begun;
	private boolean known;

	/** @return per second, or 0 when not known yet */
	long update(long done, long nanoTime) {
		if (!begun || done < lastDone) {
			begun = true;
			known = false;
			perSecond = 0;
			lastTime = nanoTime;
			lastDone = done;
		}
		long passed = nanoTime - lastTime;
		if (passed >= SHORTEST_NANOS) {
			double now = (done - lastDone) * 1e9 / passed;
			perSecond = known ? perSecond + (1 - Math.exp(-passed / SMOOTHING_NANOS)) * (now - perSecond) : now;
			known = true;
			lastTime = nanoTime;
			lastDone = done;
		}
		return Math.round(perSecond);
	}
}
