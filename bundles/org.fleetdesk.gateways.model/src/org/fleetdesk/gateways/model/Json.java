package org.fleetdesk.gateways.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.DeserializationFeature;

/** JSON within the values of aliases. It comes from devices: small, and shallow. */
final class Json {

	private static final int LONGEST = 1 << 20;
	private static final ObjectMapper MAPPER = JsonMapper
			.builder(JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).maxStringLength(LONGEST).maxDocumentLength(LONGEST).build()).build())
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

	private Json() {
	}

	/** @throws IllegalArgumentException when the text is no JSON object; says so in a sentence that can be shown */
	static ObjectNode object(String text) {
		JsonNode json;
		try {
			json = MAPPER.readTree(text);
		} catch (JsonProcessingException e) {
			throw new IllegalArgumentException("It is no JSON: " + e.getOriginalMessage() + ".", e);
		}
		if (json instanceof ObjectNode object) {
			return object;
		}
		throw new IllegalArgumentException("It is no JSON object.");
	}

	static ObjectNode object() {
		return MAPPER.createObjectNode();
	}

	/** A text, or a number or truth value as one; empty when there is none. */
	static String text(JsonNode json) {
		return json.isValueNode() && !json.isNull() ? json.asText() : "";
	}
}
