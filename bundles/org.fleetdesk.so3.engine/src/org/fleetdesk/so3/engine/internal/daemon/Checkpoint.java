package org.fleetdesk.so3.engine.internal.daemon;

import java.time.Instant;

/**
 * A guest's state that is kept, to go on there.
 *
 * @param size      of the state, in bytes
 * @param imageId   of the image that the guest ran; it can go on with no other
 * @param imageName that image as it was called then
 */
public record Checkpoint(String name, Instant created, long size, String imageId, String imageName) {
}
