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
 * @param links   to other runs, and to the rollout that it is part of
 */
public record TaskRun(String id, TaskRequest request, TaskState state, List<TargetRun> targets, String user, Instant created, Optional<Instant> ended, Links links) {

	/**
	 * @param retryOf   the run that this one retries
	 * @param retriedBy the run that retries this one
	 * @param undoOf    the run that this one undoes
	 * @param undoneBy  the run that undoes this one
	 * @param rollout   the rollout of which this run is a wave
	 */
	public record Links(Optional<String> retryOf, Optional<String> retriedBy, Optional<String> undoOf, Optional<String> undoneBy, Optional<String> rollout) {

		/** A run that has nothing to do with any other. */
		public static final Links NONE = new Links(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
	}

	public TaskRun {
		targets = List.copyOf(targets);
	}

	/** Whether {@link TaskService#retry} and {@link TaskService#discard} make sense: something is not done, and no other run has taken it over. */
	public boolean retryable() {
		return state.ended() && links.retriedBy().isEmpty() && targets.stream().anyMatch(t -> t.state().retryable());
	}

	/** Whether {@link TaskService#resume} makes sense: its process ended in the middle, and no other run has taken it over. */
	public boolean resumable() {
		return state.ended() && links.retriedBy().isEmpty() && targets.stream().anyMatch(t -> t.state() == TaskState.INTERRUPTED);
	}

	/** Of all targets, from 0 to 1. */
	public double fraction() {
		return targets.stream().mapToDouble(t -> t.state().ended() ? 1 : t.fraction()).average().orElse(0);
	}
}
