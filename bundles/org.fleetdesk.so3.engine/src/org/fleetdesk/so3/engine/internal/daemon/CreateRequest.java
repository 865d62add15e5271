package org.fleetdesk.so3.engine.internal.daemon;

/**
 * A container to be made.
 *
 * @param name  wished; empty for one that the daemon chooses
 * @param image as the user names it
 */
public record CreateRequest(String name, String image, ContainerRecord.Options options) {
}
