package org.fleetdesk.core;

import org.fleetdesk.files.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened in the fleet, for the timeline.
 *
 * @param connection the connection's id, or empty when it concerns Fleetdesk itself
 * @param engine     the name of the connection when it happened, for when it is removed; empty before {@link FleetModel} has told it, and where that is not known
 * @param subject    the resource it happened to, or empty when it concerns the engine
 * @param text       one sentence, such as "ticker-7 stopped: the guest shut down (exit code 0)"
 */
public record FleetEvent(Instant time, String connection, String engine, Optional<ResourceId> subject, Severity severity, String text) {

	/** An event whose engine the fleet model names when it is told of it. */
	public FleetEvent(Instant time, String connection, Optional<ResourceId> subject, Severity severity, String text) {
		this(time, connection, "", subject, severity, text);
	}

	/** The same, of an engine with this name. */
	public FleetEvent named(String name) {
		return new FleetEvent(time, connection, name, subject, severity, text);
	}
}
