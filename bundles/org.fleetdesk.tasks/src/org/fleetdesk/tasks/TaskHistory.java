package org.fleetdesk.tasks;

import java.io.IOException;

/**
 * How long ended runs are remembered; a service. The owner of the data folder applies the limits at its start and once a day. What has not ended, is interrupted and
 * neither retried nor discarded, or is linked with a run or a rollout that is kept, is kept as well, whatever the limits.
 */
public interface TaskHistory {

	/**
	 * @param days older runs are forgotten; at least 1
	 * @param runs the oldest beyond so many are forgotten; at least 1
	 */
	record Limits(int days, int runs) {

		/** A year, and 10,000 runs. */
		public static final Limits USUAL = new Limits(365, 10_000);

		public Limits {
			if (days < 1 || runs < 1) {
				throw new IllegalArgumentException("At least one day and one run are kept");
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
