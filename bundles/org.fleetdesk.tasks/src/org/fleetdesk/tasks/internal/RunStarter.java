package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.util.Map;
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
	 * @param before  the ended runs of the same request in which targets were begun before: they go on with what their steps kept, and with how far they came
	 */
	void start(String id, TaskRequest request, String rollout, Map<TaskTarget, String> before) throws IOException;

	/** What the steps of a target kept in a run; empty when it is not known. */
	Map<String, String> kept(String run, TaskTarget target);

	/** Cancels the targets of a run that have not begun; the others go on to their ends. */
	void cancelQueued(String id);

	/**
	 * Asks the verb's handler for the health of a target, with the values that its steps kept in a run.
	 *
	 * @param run in which the target was done, or one that retries it
	 * @return why it is not healthy, as a sentence, or empty
	 */
	Optional<String> unhealthy(String run, TaskTarget target) throws EngineException, InterruptedException;

	/** Knows the rollouts. */
	@FunctionalInterface
	interface Rollouts {

		/** @return why a run of a rollout is not the user's to go on with or to take back, as the end of a sentence; empty when it is */
		Optional<String> refusal(String rollout);
	}

	/** From now on these are asked before a user may retry, resume, undo or discard a run that is part of a rollout; with no lock held. */
	void heed(Rollouts rollouts);
}
