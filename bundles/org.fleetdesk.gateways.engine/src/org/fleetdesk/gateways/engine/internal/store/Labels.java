package org.fleetdesk.gateways.engine.internal.store;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Labels as the database has them: a JSON object of strings. */
final class Labels {

	private static final ObjectMapper MAPPER = new ObjectMapper();
	private static final TypeReference<TreeMap<String, String>> STRINGS = new TypeReference<>() {
	};

	private Labels() {
	}

	static Map<String, String> of(String json) {
		try {
			return json.equals("{}") ? Map.of() : java.util.Collections.unmodifiableMap(MAPPER.readValue(json, STRINGS));
		} catch (JsonProcessingException e) {
			throw new IllegalStateException("The database has labels that are none", e);
		}
	}

	/** @throws IllegalArgumentException when they are too many; the message can be shown */
	static String text(Map<String, String> labels) {
		try {
			String json = MAPPER.writeValueAsString(new TreeMap<>(labels));
			if (json.length() > 10_000) {
				throw new IllegalArgumentException("The labels of a gateway are 10,000 characters long at most.");
			}
			return json;
		} catch (JsonProcessingException e) {
			throw new IllegalStateException(e);
		}
	}
}
