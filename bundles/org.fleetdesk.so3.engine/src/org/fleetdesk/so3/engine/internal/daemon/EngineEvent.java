package org.fleetdesk.so3.engine.internal.daemon;

import java.util.Map;
import java.util.TreeMap;

/**
 * Something that happened.
 *
 * @param nanos      when, in nanoseconds since 1970; grows strictly from event to event
 * @param type       {@code container} or {@code image}
 * @param action     in Docker's words, such as {@code start}, {@code die}, {@code load}
 * @param id         of the container or image
 * @param attributes name, image, labels and what else Docker tells with the action
 */
public record EngineEvent(long nanos, String type, String action, String id, Map<String, String> attributes) {

	public EngineEvent {
		attributes = new TreeMap<>(attributes);
	}
}
