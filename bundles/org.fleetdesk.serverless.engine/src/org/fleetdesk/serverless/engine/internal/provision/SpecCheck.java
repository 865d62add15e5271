package org.fleetdesk.serverless.engine.internal.provision;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.fleetdesk.serverless.model.Functions;
import org.fleetdesk.serverless.model.RuntimeSchema;
import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;

/**
 * Checks what clients ask for against the runtime's schema, and says what is wrong in the words of the original's library (json-schema of Ruby). Beyond
 * the schema, as without it a request could only fail later: the runtime itself must be there, and capacities are positive. Output fields may hold
 * anything, since clients send back what they got; they are dropped.
 */
final class SpecCheck {

	static final String INVALID = "Invalid Serverless Runtime specification";

	private static final int LONGEST_NAME = 128;

	private final JsonSchema schema;

	SpecCheck() {
		var json = (ObjectNode) RuntimeSchema.json();
		json.putArray("required").add(ServerlessRuntime.ROOT);
		schema = JsonSchemaFactory.getInstance(VersionFlag.V4).getSchema(json,
				SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).locale(Locale.ROOT).build());
	}

	/** @throws Refusal 400, which names the property */
	RuntimeSpec check(JsonNode request) throws Refusal {
		JsonNode json = request.deepCopy();
		if (json.path(ServerlessRuntime.ROOT) instanceof ObjectNode runtime) {
			runtime.remove(RuntimeSpec.OUTPUTS);
			for (String function : Functions.NAMES) {
				if (runtime.path(function) instanceof ObjectNode object) {
					object.remove(RuntimeSpec.FUNCTION_OUTPUTS);
				}
			}
		}
		var problems = schema.validate(json);
		if (!problems.isEmpty()) {
			throw invalid(problems.stream().sorted(Comparator.comparing(m -> m.getInstanceLocation().toString())).map(SpecCheck::words).collect(Collectors.joining("; ")));
		}
		var body = (ObjectNode) json.path(ServerlessRuntime.ROOT);
		for (String function : Functions.NAMES) {
			for (String field : List.of("CPU", "MEMORY", "DISK_SIZE")) {
				var value = body.path(function).path(field);
				if (!value.isMissingNode() && (!value.canConvertToInt() || value.asInt() < 1)) {
					throw invalid(property("/SERVERLESS_RUNTIME/" + function + "/" + field) + " must be from 1 to " + Integer.MAX_VALUE);
				}
			}
		}
		String name = body.path("NAME").asText("");
		if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
			throw invalid(property("/SERVERLESS_RUNTIME/NAME") + " must have at most " + LONGEST_NAME + " characters and no control characters");
		}
		return new RuntimeSpec(body, ServerlessRuntime.fromJson(body));
	}

	static Refusal invalid(String why) {
		return Refusal.of(400, INVALID, why);
	}

	static String property(String path) {
		return "The property '#" + (path.isEmpty() ? "/" : path) + "'";
	}

	private static String words(ValidationMessage message) {
		String property = property(message.getInstanceLocation().toString());
		return switch (message.getType()) {
			case "required" -> property + " did not contain a required property of '" + message.getProperty() + "'";
			case "type" -> property + " of type " + type(message.getInstanceNode()) + " did not match the following type: " + message.getSchemaNode().asText();
			default -> property + ": " + message.getMessage();
		};
	}

	private static String type(JsonNode node) {
		return switch (node.getNodeType()) {
			case STRING -> "string";
			case BOOLEAN -> "boolean";
			case ARRAY -> "array";
			case OBJECT, POJO -> "object";
			case NUMBER -> node.isIntegralNumber() ? "integer" : "number";
			case NULL, MISSING, BINARY -> "null";
		};
	}
}
