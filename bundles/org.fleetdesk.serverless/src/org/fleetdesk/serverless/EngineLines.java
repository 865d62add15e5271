package org.fleetdesk.serverless;

import java.time.Instant;
import java.util.List;

/**
 * What an engine says of one runtime in its own log, or a piece of it.
 *
 * @param next    where the next piece begins
 * @param more    whether there is a next piece already
 * @param missed  whether the engine does not keep any more what should have come before these
 * @param deleted whether the runtime is gone
 */
public record EngineLines(List<Line> lines, String next, boolean more, boolean missed, boolean deleted) {

	/** @param time in whole seconds; @param text as it stands in the engine's file */
	public record Line(Instant time, String text) {
	}
}
