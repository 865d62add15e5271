package org.fleetdesk.so3.engine.internal.images;

/**
 * A file in the folder of images that is no image, or not yet.
 *
 * @param file its name
 * @param text a sentence's end: what is the matter with it
 */
public record ImageProblem(String file, String text) {
}
