package org.fleetdesk.so3;

import java.time.Duration;
import java.time.Instant;

/**
 * What a container's process has used.
 *
 * @param at          when it was measured, by the engine's clock
 * @param cpu         processor time since it was started
 * @param memory      resident memory, in bytes
 * @param memoryLimit memory that it may use, in bytes; 0 when the engine does not say
 */
public record So3Usage(Instant at, Duration cpu, long memory, long memoryLimit) {
}
