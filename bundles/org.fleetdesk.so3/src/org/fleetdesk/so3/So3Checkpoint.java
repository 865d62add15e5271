package org.fleetdesk.so3;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A kept state of a container.
 *
 * @param created when it was made, where the engine tells
 * @param size    in bytes, where the engine tells
 */
public record So3Checkpoint(String name, Optional<Instant> created, OptionalLong size) {
}
