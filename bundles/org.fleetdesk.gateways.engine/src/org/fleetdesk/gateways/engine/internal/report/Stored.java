package org.fleetdesk.gateways.engine.internal.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as this engine keeps it in its database, and times as its APIs show them. */
public final class Stored {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

	private Stored() {
	}

	/** Of text that this engine wrote. */
	public static ObjectNode object(String text) {
		return (ObjectNode) tree(text);
	}

	/** Of text that this engine wrote. */
	public static ArrayNode array(String text) {
		return (ArrayNode) tree(text);
	}

	private static JsonNode tree(String text) {
		try {
			return MAPPER.readTree(text);
		} catch (JsonProcessingException e) {
			throw new IllegalStateException("the database holds what this engine did not write", e);
		}
	}

	/** ISO-8601 in UTC with milliseconds. */
	public static String time(Instant time) {
		return TIME.format(time);
	}

	/** The same of milliseconds since 1970. */
	public static String time(long millis) {
		return time(Instant.ofEpochMilli(millis));
	}
}
