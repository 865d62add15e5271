package org.fleetdesk.so3.engine.internal.daemon;

import java.util.Map;
import java.util.Optional;

/**
 * What is to be changed of a container; what is empty stays as it is.
 *
 * @param image  as the user names it
 * @param labels all of them
 */
public record UpdateRequest(Optional<RestartPolicy> restart, Optional<Map<String, String>> labels, Optional<String> image) {
}
