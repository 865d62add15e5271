package org.fleetdesk.tasks;

import java.time.Instant;

import org.fleetdesk.files.Severity;

/**
 * A line of a run's log.
 *
 * @param target the target's label, or empty when the line concerns the whole run
 */
public record TaskLogLine(Instant time, Severity severity, String target, String text) {
}
