package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskTarget;

/**
 * What the driver of rollouts needs of the task engine beside {@link TaskService}, by which it watches, cancels, resumes and awaits runs; a service. Everything
 * that starts a run takes an id that was reserved before, so that the driver can write it down first: an id that is in the driver's journal and no run has was never
 * started. Errors are those of {@link TaskService#submit}.
 */
public interface RunStarter {

	/** An id that no run has; only the owner of the data folder has any. */
	String reserve() throws IOException;

	/**
	 * Writes the request to the journal, then runs it as a part of a rollout.
	 *
	 * @param id      reserved before
	 * @param rollout the id of the rollout, for the links of the run
	 */
	void start(String id, TaskRequest request, String rollout) throws IOException;

	/**
	 * As {@link TaskService#retry}: runs what is not done of a run again, as a part of the same rollout.
	 *
	 * @param id       reserved before
	 * @param finished the run that is retried; all its targets have ended
	 */
	void retry(String id, String finished) throws IOException;

	/**
	 * As {@link TaskService#undo}: takes back what a run did to the targets where it succeeded, as a part of the same rollout.
	 *
	 * @param id       reserved before
	 * @param finished the run that is undone
	 * @throws IllegalArgumentException when there is nothing to undo, see {@link TaskService#undoable}
	 */
	void undo(String id, String finished) throws IOException;

	/** Cancels the targets of a run that have not begun; the others go on to their ends. */
	void cancelQueued(String id);

	/**
	 * Asks the verb's handler for the health of a target, with the values that its steps kept in a run.
	 *
	 * @param run in which the target was done, or one that retries it
	 * @return why it is not healthy, as a sentence, or empty
	 */
	Optional<String> unhealthy(String run, TaskTarget target) throws EngineException, InterruptedException;

	/** The runs of a rollout that are known, oldest first, by id; does not block in the owner. */
	List<String> runsOf(String rollout);
}
