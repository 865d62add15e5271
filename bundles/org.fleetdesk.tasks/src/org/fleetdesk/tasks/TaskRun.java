package org.fleetdesk.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One execution of a request, as it was when it was asked for; immutable.
 *
 * @param id      short, unique and sortable by time
 * @param user    who asked for it
 * @param retryOf the run that this one retries, or empty
 * @param state   of the whole: FAILED when at least one target failed
 */
public record TaskRun(String id, TaskRequest request, TaskState state, List<TargetRun> targets, String user, Instant created, Optional<Instant> ended,
		Optional<String> retryOf) {

	public TaskRun {
		targets = List.copyOf(targets);
	}

	/** Of all targets, from 0 to 1. */
	public double fraction() {
		return targets.stream().mapToDouble(t -> t.state().ended() ? 1 : t.fraction()).average().orElse(0);
	}
}
