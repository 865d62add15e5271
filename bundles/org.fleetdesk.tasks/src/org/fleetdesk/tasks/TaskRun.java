package org.fleetdesk.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One execution of a request, as it was when it was asked for; immutable.
 *
 * @param id        short, unique and sortable by time
 * @param user      who asked for it
 * @param state     of the whole: FAILED when at least one target failed
 * @param retryOf   the run that this one retries, or empty
 * @param retriedBy the run that retries this one, or empty
 */
public record TaskRun(String id, TaskRequest request, TaskState state, List<TargetRun> targets, String user, Instant created, Optional<Instant> ended,
		Optional<String> retryOf, Optional<String> retriedBy) {

	public TaskRun {
		targets = List.copyOf(targets);
	}

	/** One that was not retried. */
	public TaskRun(String id, TaskRequest request, TaskState state, List<TargetRun> targets, String user, Instant created, Optional<Instant> ended,
			Optional<String> retryOf) {
		this(id, request, state, targets, user, created, ended, retryOf, Optional.empty());
	}

	/** Whether {@link TaskService#retry} and {@link TaskService#discard} make sense: something is not done, and no other run has taken it over. */
	public boolean retryable() {
		return state.ended() && retriedBy.isEmpty() && targets.stream().anyMatch(t -> t.state().retryable());
	}

	/** Of all targets, from 0 to 1. */
	public double fraction() {
		return targets.stream().mapToDouble(t -> t.state().ended() ? 1 : t.fraction()).average().orElse(0);
	}
}
