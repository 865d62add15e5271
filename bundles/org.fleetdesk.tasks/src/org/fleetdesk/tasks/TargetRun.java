package org.fleetdesk.tasks;

import java.time.Instant;
import java.util.Optional;

/**
 * How one target of a run fares.
 *
 * @param step           the title of the step it is at, or was at last; empty before the first
 * @param fraction       of all its steps, from 0 to 1
 * @param progress       of the present step, or empty
 * @param bytesPerSecond of the present step when it counts bytes, smoothed; 0 when not known
 * @param attempt        which one of the present step this is, or was at last, from 1; 0 before the first step
 * @param nextAttempt    when the step is tried again, while it waits for that
 * @param message        the result as a sentence: why it failed, or what was and was not done; empty while it runs
 */
public record TargetRun(TaskTarget target, TaskState state, String step, double fraction, Optional<Progress> progress, long bytesPerSecond, int attempt,
		Optional<Instant> nextAttempt, String message,
		Optional<Instant> started, Optional<Instant> ended) {
}
