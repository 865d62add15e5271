package org.fleetdesk.serverless.model;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The JSON schema of a serverless runtime, as the newest API of the Provisioning Engine serves it. */
public final class RuntimeSchema {

	private RuntimeSchema() {
	}

	/** The schema (draft 4); a copy of the caller's own. */
	public static JsonNode json() {
		try (var schema = RuntimeSchema.class.getResourceAsStream("runtime-schema.json")) {
			return new ObjectMapper().readTree(schema);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
