package org.fleetdesk.so3.engine.internal.images;

import java.nio.file.Path;

/**
 * An image whose content a container has for itself now.
 *
 * @param image as it was when its content was taken: the id is that of the content
 * @param name  the name under which it was asked for; one of its names when it was asked for by id
 * @param file  the container's own
 */
public record HeldImage(StoredImage image, String name, Path file) {
}
