package org.fleetdesk.serverless.model;

import java.util.OptionalDouble;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where the device is that asks for the runtime.
 *
 * @param latencyToPe        from the device to the Provisioning Engine, in seconds (devices of before 2024-02 tell whole milliseconds)
 * @param geographicLocation WGS84 coordinates or free text; may be empty
 */
public record DeviceInfo(OptionalDouble latencyToPe, String geographicLocation) {

	/** From the API's object {@code DEVICE_INFO}. */
	public static DeviceInfo fromJson(JsonNode json) {
		return new DeviceInfo(Fields.number(json, "LATENCY_TO_PE"), Fields.text(json, "GEOGRAPHIC_LOCATION"));
	}

	/** The API's object {@code DEVICE_INFO}; what is not known is left away. */
	public ObjectNode toJson() {
		var json = JsonNodeFactory.instance.objectNode();
		latencyToPe.ifPresent(l -> json.put("LATENCY_TO_PE", l));
		Function.put(json, "GEOGRAPHIC_LOCATION", geographicLocation);
		return json;
	}
}
