package org.fleetdesk.core;

import java.util.Optional;

/**
 * What the console knows of one engine.
 *
 * @param snapshot the last one, or empty when the engine never answered; out of date when {@code health} is not current
 */
public record EngineView(Connection connection, Health health, Optional<Snapshot> snapshot) {
}
