package org.fleetdesk.opennebula.oneflow;

import java.time.Instant;

/**
 * A line of a service's log.
 *
 * @param severity a letter: D, I, W or E
 */
public record LogEntry(Instant time, String severity, String message) {
}
