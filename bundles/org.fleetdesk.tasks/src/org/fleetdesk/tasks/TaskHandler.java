package org.fleetdesk.tasks;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.EngineException;

import com.fasterxml.jackson.core.JsonPointer;

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
	 * Where a request has secrets, as JSON pointers into its parameters; all that is below one counts. Members with the name of a secret (password, token, key, …) and all values of
	 * environments ({@code env}, {@code environment}) are secrets without being named here. Nobody sees secrets but the steps: they are shown as {@code ***} everywhere, and kept encrypted as
	 * long as the run may have to go on.
	 */
	default List<JsonPointer> secrets(TaskRequest request) {
		return List.of();
	}

	/** Whether it is done at once, although another task may be at work on the same resource: such as what ends that one's wait. */
	default boolean atOnce(TaskRequest request) {
		return false;
	}

	/**
	 * Does a step, and returns only when the engine's own state shows that it is done.
	 *
	 * @throws EngineException      with a sentence for the user; the target's later steps are not run
	 * @throws InterruptedException when cancelled
	 */
	void run(Step step, StepContext context) throws EngineException, InterruptedException;

	/**
	 * Whether a step that failed may be tried again after a pause: by default when the connection broke, the engine failed by its own word, or the resource was in
	 * another state. A step that is not idempotent is tried again only when its probe says that it did not happen.
	 */
	default boolean passes(Step step, TaskRequest request, EngineException failure) {
		return switch (failure.kind()) {
		case UNREACHABLE, TIMED_OUT, FAILED, CONFLICT -> true;
		default -> false;
		};
	}

	/** Whether a step that was cut off happened. */
	default Probe probe(Step step, StepContext context) throws EngineException, InterruptedException {
		return Probe.UNKNOWN;
	}

	/**
	 * Undoes what a failed or cancelled step left half-done; called at most once after the step's last attempt. When a target is
	 * discarded before its last step, what its steps have done is undone too, the last first: without the rest it is of no use. What is undone, or has to stay, is written to the log as
	 * sentences, which become part of the target's result. When nothing was sent, it makes no call: the host may be dead. It is interrupted after 10 s, and when the user
	 * does not want to wait.
	 */
	default void compensate(Step step, StepContext context) throws EngineException, InterruptedException {
	}

	/**
	 * A target that is done.
	 *
	 * @param values what its steps kept with {@link StepContext#put}, such as what there was before
	 */
	record Done(TaskTarget target, Map<String, String> values) {
		public Done {
			values = Map.copyOf(values);
		}
	}

	/**
	 * The request that takes back what was done to these targets; for Undo, and for the roll back of a rollout. It gets the title "Undo: " and that of the request. No I/O.
	 *
	 * @return empty where the verb has no way back, or where nothing was changed
	 */
	default Optional<TaskRequest> undo(TaskRequest request, List<Done> done) {
		return Optional.empty();
	}

	/**
	 * The health check of a rollout: asked again and again for each target of a wave while it soaks, and once more when the soak's time is over. It asks the engine, each time; what a
	 * snapshot says is too old. What the target has to be like is what the request wants, not what was found when it was done: it may have failed by then.
	 *
	 * @param context with the values that the target's steps kept
	 * @return why the target is not healthy, as a sentence, or empty
	 * @throws EngineException when that cannot be told; it counts as not healthy when it persists
	 */
	default Optional<String> unhealthy(TaskTarget target, StepContext context) throws EngineException, InterruptedException {
		return Optional.empty();
	}
}
