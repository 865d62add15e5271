package org.fleetdesk.gateways.agent.internal.install;

import java.time.Instant;
import java.util.Optional;

/**
 * An application as it was installed last with success.
 *
 * @param sha256    of its package, 64 hexadecimal digits in lower case
 * @param installed when
 * @param previous  the version before, which an update that does not live goes back to
 */
public record InstalledApp(String name, String version, String sha256, Instant installed, Optional<String> previous) {
}
