package org.fleetdesk.serverless.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Wishes for the placement of a runtime's VMs.
 *
 * @param policy       becomes the rank expression of the VM, in capitals, such as {@code energy}; may be empty
 * @param requirements becomes the requirements expression of the VM, in capitals, such as {@code ENERGY_RENEWABLE="yes"}; may be empty
 */
public record Scheduling(String policy, String requirements) {

	/** From the API's object {@code SCHEDULING}. */
	public static Scheduling fromJson(JsonNode json) {
		return new Scheduling(Fields.text(json, "POLICY"), Fields.text(json, "REQUIREMENTS"));
	}

	/** The API's object {@code SCHEDULING}; empty texts are left away. */
	public ObjectNode toJson() {
		var json = JsonNodeFactory.instance.objectNode();
		Function.put(json, "POLICY", policy);
		Function.put(json, "REQUIREMENTS", requirements);
		return json;
	}
}
