package org.fleetdesk.docker;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A container, an image or another thing as an engine described it. Read as a tree, because engines differ in their types (a time as
 * text or as number, a label list as null) and add members of their own, all of which a fixed model would lose or choke on. What is
 * missing is empty. All text is untrusted.
 */
public record EngineObject(JsonNode json) {

	/** The text of a member, or the empty string; names are separated by dots, as in {@code State.Status}. */
	public String text(String path) {
		JsonNode node = at(path);
		return node.isValueNode() && !node.isNull() ? node.asText() : "";
	}

	/** A whole number, or the given value when there is none. */
	public long number(String path, long otherwise) {
		return at(path).canConvertToLong() ? at(path).asLong() : otherwise;
	}

	/** A truth value, false when there is none. */
	public boolean flag(String path) {
		return at(path).asBoolean(false);
	}

	/** The texts of a list; empty when there is none. */
	public List<String> texts(String path) {
		var texts = new ArrayList<String>();
		at(path).forEach(n -> {
			if (n.isTextual()) {
				texts.add(n.asText());
			}
		});
		return texts;
	}

	/** A map of texts, in the engine's order; empty when there is none. */
	public Map<String, String> map(String path) {
		var map = new LinkedHashMap<String, String>();
		if (at(path).isObject()) {
			at(path).properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
		}
		return map;
	}

	/** A time given as RFC 3339 or as seconds since 1970; empty when there is none, or the zero time that Docker writes for never. */
	public Optional<Instant> time(String path) {
		JsonNode node = at(path);
		try {
			Instant time = node.isNumber() ? Instant.ofEpochSecond(node.asLong()) : node.isTextual() && !node.asText().isEmpty()
					? OffsetDateTime.parse(node.asText()).toInstant() : Instant.EPOCH;
			return time.getEpochSecond() > 0 ? Optional.of(time) : Optional.empty();
		} catch (DateTimeException e) {
			return Optional.empty();
		}
	}

	/** An extension member, such as one an engine adds beyond the Docker API; a missing node when it is not there. */
	public JsonNode extension(String name) {
		return json.path(name);
	}

	/** {@code Id}. */
	public String id() {
		return text("Id");
	}

	private JsonNode at(String path) {
		JsonNode node = json;
		for (String name : path.split("\\.")) {
			node = node.path(name);
		}
		return node;
	}
}
