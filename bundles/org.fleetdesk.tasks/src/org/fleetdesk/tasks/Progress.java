package org.fleetdesk.tasks;

/**
 * How far something is.
 *
 * @param done  so far, in units
 * @param total in units, or -1 when not known
 * @param unit  how to show the numbers
 */
public record Progress(long done, long total, Unit unit) {

	public enum Unit {
		BYTES, ITEMS,
		/** Of a whole that is made of unlike parts; the total is 100. */
		PERCENT
	}

	/** From 0 to 1, or -1 when not known. */
	public double fraction() {
		return total <= 0 ? -1 : Math.min(1, (double) done / total);
	}
}
