package org.fleetdesk.tasks;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.fleetdesk.core.Registration;

/**
 * Runs requests over many targets in waves and remembers them; a service. As with {@link TaskService}, the owner of the data folder runs them, any other process
 * only reads. What is not possible in a rollout's state is an {@link IllegalArgumentException} with a sentence for the user; an {@link IOException} says that
 * the journal cannot be written, and then nothing has changed.
 */
public interface RolloutService {

	/**
	 * Writes the rollout to the journal and starts its first wave.
	 *
	 * @return its id
	 * @throws DuplicateRolloutException when another one with the same verb that has not ended acts on one of the targets
	 */
	String start(TaskRequest task, RolloutPlan plan) throws IOException;

	/** All that are known, newest first; does not block in the owner. */
	List<Rollout> rollouts();

	Optional<Rollout> rollout(String id);

	/** Its log so far: where each wave begins and ends, what was asked of it, and what the health checks found. The logs of the waves' runs are those of the tasks. */
	List<TaskLogLine> log(String id) throws IOException;

	/** No further wave starts, and a soak does not end; what runs goes on to its end. */
	void pause(String id) throws IOException;

	/**
	 * A paused, halted or interrupted one goes on: with what is not done of its present wave, failed targets too, then with the next; or with its roll back.
	 *
	 * @throws DuplicateRolloutException as in {@link #start}; so do {@link #retryFailed} and {@link #rollBack}
	 */
	void resume(String id) throws IOException;

	/** Cancels what runs and starts nothing more; done even when the journal cannot be written. */
	void halt(String id) throws IOException;

	/** Runs only the failed targets of the present wave of a paused or halted one again, and when they are done now, goes on from there. */
	void retryFailed(String id) throws IOException;

	/** Halts it and takes back what was done to all targets so far; also when it has ended. */
	void rollBack(String id) throws IOException;

	/** Says that how one stands that is halted, interrupted or failed, or that went back by itself, is known: it needs no attention until something of it goes on. Changes nothing else. */
	void acknowledge(String id) throws IOException;

	/** What may be done now: a subset of "pause", "resume", "halt", "retry", "rollback" and "acknowledge". */
	List<String> possible(String id);

	/** Waits until nothing of it is under way ({@link Rollout.State#atRest}); paused and interrupted ones are waited for. */
	Rollout await(String id) throws InterruptedException;

	/** Calls back with each new state, on a background thread, at most ten times a second a rollout. */
	Registration addListener(Consumer<Rollout> changed);
}
