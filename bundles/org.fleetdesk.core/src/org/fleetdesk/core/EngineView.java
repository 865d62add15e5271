package org.fleetdesk.core;

import java.util.Optional;

/**
 * What the console knows of one engine.
 *
 * @param snapshot the last one, or empty when the engine never answered; out of date when {@code health} is not current
 * @param certificate what it showed last, trusted or (when {@code health} says so) not; empty without encryption
 */
public record EngineView(Connection connection, Health health, Optional<Snapshot> snapshot, Optional<ServerCertificate> certificate) {

	/** One that showed no certificate. */
	public EngineView(Connection connection, Health health, Optional<Snapshot> snapshot) {
		this(connection, health, snapshot, Optional.empty());
	}
}
