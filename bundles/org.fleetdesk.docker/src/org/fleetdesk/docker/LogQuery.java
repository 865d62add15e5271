package org.fleetdesk.docker;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * Which part of a container's log, and how.
 *
 * @param container  id or name
 * @param follow     go on with new lines until the container stops
 * @param timestamps begin each line with its time
 * @param sinceNanos only lines from this time on, in nanoseconds since 1970; 0 for all
 * @param tail       only so many lines at the end; empty for all. No {@code tail} is sent then: some engines fail on {@code all}
 * @param idle       the longest silence; zero: no limit, as for following
 */
public record LogQuery(String container, LogFraming framing, boolean follow, boolean timestamps, long sinceNanos, OptionalInt tail, Duration idle) {
}
