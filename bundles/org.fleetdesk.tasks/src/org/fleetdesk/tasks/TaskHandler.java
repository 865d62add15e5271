package org.fleetdesk.tasks;

import java.util.List;

import org.fleetdesk.core.EngineException;

/** Knows how to do one verb; a service, one a verb. Calls run on virtual threads and are cancelled by interrupt. */
public interface TaskHandler {

	/** What a probe found. */
	enum Probe {
		HAPPENED, NOT_HAPPENED, UNKNOWN
	}

	/** The verbs it handles, such as {@code so3.container.stop}. */
	List<String> verbs();

	/** The steps for one target of the request, in order; no I/O. */
	List<Step> plan(TaskRequest request, TaskTarget target);

	/**
	 * Does a step, and returns only when the engine's own state shows that it is done.
	 *
	 * @throws EngineException      with a sentence for the user; the target's later steps are not run
	 * @throws InterruptedException when cancelled
	 */
	void run(Step step, StepContext context) throws EngineException, InterruptedException;

	/** Whether a step that was cut off happened. */
	default Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		return Probe.UNKNOWN;
	}

	/** Undoes what a failed or cancelled step left half-done; what is undone is written to the log. */
	default void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
	}
}
