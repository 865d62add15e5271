package org.fleetdesk.core;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in the fleet, for the timeline.
 *
 * @param connection the connection's id, or empty when it concerns Fleetdesk itself
 * @param subject    the resource it happened to, or empty when it concerns the engine
 * @param text       one sentence, such as "ticker-7 stopped: the guest shut down (exit code 0)"
 */
public record FleetEvent(Instant time, String connection, Optional<ResourceId> subject, Severity severity, String text) {
}
