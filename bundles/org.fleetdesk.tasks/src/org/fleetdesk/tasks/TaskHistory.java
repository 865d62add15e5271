package org.fleetdesk.tasks;

import java.io.IOException;

/**
 * How long ended runs and rollouts are remembered; a service. The owner of the data folder applies the limits at its start and once a day. What has not ended, is interrupted and
 * neither retried nor discarded, or is linked with a run or a rollout that is kept, is kept as well, whatever the limits. So is a rollout that is under way, paused or interrupted. One that
 * is halted, and could go on if a user asked for it, is kept for days of its own.
 */
public interface TaskHistory {

	/**
	 * @param days older runs are forgotten; at least 1
	 * @param runs the oldest beyond so many are forgotten; at least 1
	 * @param haltedDays so long after its last change a halted rollout is kept whatever the other limits; 0: always
	 */
	record Limits(int days, int runs, int haltedDays) {

		/** A year, and 10,000 runs; halted rollouts a year, too. */
		public static final Limits USUAL = new Limits(365, 10_000, 365);

		/** With the usual days for halted rollouts. */
		public Limits(int days, int runs) {
			this(days, runs, 365);
		}

		public Limits {
			if (days < 1 || runs < 1) {
				throw new IllegalArgumentException("At least one day and one run are kept");
			}
			if (haltedDays < 0) {
				throw new IllegalArgumentException("Halted rollouts are kept for days, or always, which is 0");
			}
		}
	}

	/** Those that were set, or the usual ones. */
	Limits limits();

	/**
	 * Sets the limits for good; they are applied with the next {@link #prune}.
	 *
	 * @throws IOException when they cannot be saved
	 */
	void limit(Limits limits) throws IOException;

	/** How many runs the limits would have forgotten now. */
	int excess();

	/**
	 * Forgets what is beyond the limits now: the runs with their logs, for good.
	 *
	 * @return how many runs
	 * @throws IOException when this process does not own the data folder, or the journal cannot be written
	 */
	int prune() throws IOException;
}
