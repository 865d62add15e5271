package org.fleetdesk.tasks.internal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskState;

/** What the journal keeps of a run. A run's state is what its entries make of it, live and after a restart alike. */
sealed interface Entry {

	/** How far a step is known to have come. A step that was never begun has none. */
	enum StepState {
		/** Begun, and cut off or not ended yet: it may or may not have happened. */
		STARTED,
		/** Its handler said that it did not happen, and undid what was left of it. */
		FAILED, DONE
	}

	/** What a target of a retry knows from the run before: the values its steps kept, and how far they came, by step id. */
	record Carried(Map<String, String> values, Map<String, StepState> steps) {
		static final Carried NOTHING = new Carried(Map.of(), Map.of());

		public Carried {
			values = Map.copyOf(values);
			steps = Map.copyOf(steps);
		}
	}

	/** The run's id. */
	String run();

	/**
	 * @param origin  the first run of a chain of retries: this one's own id when it is no retry
	 * @param rollout of which it is a part
	 * @param request without its secrets
	 * @param secrets where it has some, as JSON pointers into its parameters
	 * @param carried one a target
	 */
	record Submitted(String run, String origin, Optional<String> retryOf, Optional<String> undoOf, Optional<String> rollout, TaskRequest request, List<String> secrets, String user,
			Instant time, List<Carried> carried) implements Entry {
		public Submitted {
			secrets = List.copyOf(secrets);
			carried = List.copyOf(carried);
		}
	}

	/** These targets, which were interrupted, go on; by index in the request. */
	record Resumed(String run, List<Integer> targets, Instant time) implements Entry {
		public Resumed {
			targets = List.copyOf(targets);
		}
	}

	/**
	 * @param target  the index in the request
	 * @param attempt from 1
	 */
	record StepStarted(String run, int target, String step, String title, int attempt, Instant time) implements Entry {
	}

	/** An attempt at a step failed, and there will be another. @param next when */
	record AttemptFailed(String run, int target, String step, int attempt, String reason, Instant next) implements Entry {
	}

	record StepEnded(String run, int target, String step, StepState state) implements Entry {
	}

	/** @param secret whether it must not be read in the journal */
	record ValueKept(String run, int target, String name, String value, boolean secret) implements Entry {
	}

	/** What a step left half-done is being undone; when that is done, the target has ended in this state with this message. */
	record Undoing(String run, int target, String step, String title, TaskState state, String message) implements Entry {
	}

	record TargetEnded(String run, int target, TaskState state, String message, Instant time) implements Entry {
	}
}
