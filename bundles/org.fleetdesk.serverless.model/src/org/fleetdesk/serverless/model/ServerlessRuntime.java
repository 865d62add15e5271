package org.fleetdesk.serverless.model;

import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A serverless runtime as the Provisioning Engine's API tells it.
 *
 * @param name         of its document; empty in a request: the engine makes one
 * @param id           output: the number of its document in OpenNebula
 * @param serviceId    output: the number of its OneFlow service
 * @param faas         the function that runs the code
 * @param daas         the function that keeps the data; one without a flavour means none
 * @param scheduling   wishes for the placement
 * @param deviceInfo   where the device is
 */
public record ServerlessRuntime(String name, OptionalInt id, OptionalInt serviceId, Function faas, Optional<Function> daas, Optional<Scheduling> scheduling,
		Optional<DeviceInfo> deviceInfo) {

	/** The one property of the API's bodies. */
	public static final String ROOT = "SERVERLESS_RUNTIME";

	/**
	 * Reads what an engine answers or a client sends. Unknown fields are passed over, and fields of a wrong type count as missing.
	 *
	 * @param json {@code {"SERVERLESS_RUNTIME":{…}}} as the newest API has it, {@code {"DOCUMENT":{…}}} as the first one has it, or the object inside the
	 *             former
	 */
	public static ServerlessRuntime fromJson(JsonNode json) {
		if (json.path("DOCUMENT").isObject()) {
			var document = json.path("DOCUMENT");
			return of(document.path("NAME").asText(""), Fields.integer(document, "ID"), document.path("TEMPLATE").path("BODY"));
		}
		var body = json.path(ROOT).isObject() ? json.path(ROOT) : json;
		return of(Fields.text(body, "NAME"), Fields.integer(body, "ID"), body);
	}

	/**
	 * @param name of the document
	 * @param id   of the document
	 * @param body the document's body
	 */
	static ServerlessRuntime of(String name, OptionalInt id, JsonNode body) {
		return new ServerlessRuntime(name, id, Fields.integer(body, "SERVICE_ID"), Function.fromJson(body.path("FAAS")),
				part(body, "DAAS").map(Function::fromJson), part(body, "SCHEDULING").map(Scheduling::fromJson), part(body, "DEVICE_INFO").map(DeviceInfo::fromJson));
	}

	private static Optional<JsonNode> part(JsonNode body, String name) {
		return Optional.of(body.path(name)).filter(JsonNode::isObject);
	}

	/** The API's body {@code {"SERVERLESS_RUNTIME":{…}}}; what is not known is left away. */
	public ObjectNode toJson() {
		var root = JsonNodeFactory.instance.objectNode();
		var body = root.putObject(ROOT);
		Function.put(body, "NAME", name);
		id.ifPresent(v -> body.put("ID", v));
		body.set("FAAS", faas.toJson());
		daas.ifPresent(d -> body.set("DAAS", d.toJson()));
		scheduling.ifPresent(s -> body.set("SCHEDULING", s.toJson()));
		deviceInfo.ifPresent(d -> body.set("DEVICE_INFO", d.toJson()));
		serviceId.ifPresent(v -> body.put("SERVICE_ID", v));
		return root;
	}

	/** The state of the whole: the worst of its functions' (an error, then pending, then updating); empty when no function tells one. */
	public Optional<RuntimeState> state() {
		return Stream.concat(faas.state().stream(), daas.flatMap(Function::state).stream()).min(Comparator.comparing(s -> switch (s) {
		case ERROR -> 0;
		case PENDING -> 1;
		case UPDATING -> 2;
		case RUNNING -> 3;
		}));
	}
}
