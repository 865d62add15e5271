package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.List;

import org.fleetdesk.tasks.TaskRun;

/** The runs that are remembered; a service for what decides how long. */
public interface ForgettableRuns {

	List<TaskRun> runs();

	/** Erases the secrets of runs that ended before a time and that nobody has retried since; interrupted runs keep theirs, as they can be resumed. */
	void eraseSecrets(Instant before);

	/**
	 * Forgets runs and their logs, except those that have changed since.
	 *
	 * @return how many were forgotten
	 * @throws IOException when this process does not own the data folder, or the journal cannot be written; what is left goes with the next call
	 */
	int forget(List<TaskRun> chosen) throws IOException;
}
