package org.fleetdesk.docker;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Something that an engine reported on {@code /events}; all text is untrusted.
 *
 * @param type       such as {@code container} or {@code image}
 * @param action     such as {@code start} or {@code die}
 * @param id         of what it happened to
 * @param attributes such as {@code name}, {@code image}, {@code exitCode}
 * @param timeNanos  nanoseconds since 1970, or 0 when the engine gave none
 * @param json       the whole event
 */
public record EngineEvent(String type, String action, String id, Map<String, String> attributes, long timeNanos, JsonNode json) {

	static EngineEvent of(JsonNode json) {
		var object = new EngineObject(json);
		String type = object.text("Type");
		String action = object.text("Action");
		String id = object.text("Actor.ID");
		long nanos = object.number("timeNano", object.number("time", 0) * 1_000_000_000L);
		// status and id are what engines sent before API 1.22
		return new EngineEvent(type.isEmpty() ? "container" : type, action.isEmpty() ? object.text("status") : action, id.isEmpty() ? object.text("id") : id,
				object.map("Actor.Attributes"), nanos, json);
	}
}
