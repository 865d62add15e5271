package org.fleetdesk.tasks;

import org.fleetdesk.core.ResourceId;

/**
 * What a task acts on: a resource, or an engine ({@link ResourceId#engine}).
 *
 * @param label how the user knows it, such as "ticker-7 on so-lab-1"; kept because the resource may be gone when it is read
 */
public record TaskTarget(ResourceId resource, String label) {
}
