package org.fleetdesk.so3.engine.internal.runtime;

import java.time.Duration;

/**
 * What a guest's process has used.
 *
 * @param cpu         processor time since it was injected
 * @param memory      resident memory, in bytes
 * @param memoryLimit memory that the guest sees, in bytes
 */
public record GuestUsage(Duration cpu, long memory, long memoryLimit) {
}
