package org.fleetdesk.gateways;

import java.time.Instant;
import java.util.Optional;

/**
 * A resource of a gateway as its cloud holds it.
 *
 * @param format   such as {@code string}
 * @param settable whether the cloud writes it
 * @param value    the latest; untrusted text; empty when there is none
 * @param at       when it was written
 * @param byDevice whether the gateway wrote it, else the cloud
 */
public record AliasValue(String alias, String format, boolean settable, String value, Optional<Instant> at, boolean byDevice) {
}
