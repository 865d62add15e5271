package org.fleetdesk.so3.engine.internal.daemon;

import java.util.List;
import java.util.Map;

/**
 * A container to be made.
 *
 * @param name        wished; empty for one that the daemon chooses
 * @param image       as the user names it
 * @param environment kept for inspection; SO3 guests do not see it
 * @param command     kept for inspection; SO3 guests do not see it
 */
public record CreateRequest(String name, String image, Map<String, String> labels, List<String> environment, List<String> command) {
}
