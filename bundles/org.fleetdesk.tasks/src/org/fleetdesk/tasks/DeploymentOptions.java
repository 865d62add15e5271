package org.fleetdesk.tasks;

import java.util.Map;
import java.util.Optional;

/**
 * @param name   of what is created, when one artifact is deployed; otherwise it is made from the artifact's name
 * @param create whether a container is created, or only the image uploaded
 * @param start  whether it is started after it is created
 * @param labels to put on it
 */
public record DeploymentOptions(Optional<String> name, boolean create, boolean start, Map<String, String> labels) {
}
