package org.fleetdesk.serverless;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.fleetdesk.serverless.model.ServerlessRuntime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;

/** Holds descriptions of runtimes to the JSON schema of an engine. Computes only, so that it may be asked on any thread; several threads may share it. */
public final class RuntimeCheck {

	private static final String ROOT = "/" + ServerlessRuntime.ROOT;

	private final JsonSchema schema;

	/**
	 * @param schema as the engine tells it, of an object with {@code SERVERLESS_RUNTIME}; nothing that it refers to elsewhere is fetched
	 * @throws IllegalArgumentException with a sentence when it is no schema that can be used
	 */
	public RuntimeCheck(JsonNode schema) {
		var config = SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).locale(Locale.ENGLISH).regularExpressionFactory(new LinearPatterns()).build();
		try {
			var version = SpecVersionDetector.detectOptionalVersion(schema, false).orElse(VersionFlag.V4);
			this.schema = JsonSchemaFactory.getInstance(version, b -> b.schemaLoaders(l -> l.add(DisallowSchemaLoader.getInstance()))).getSchema(schema, config);
			this.schema.initializeValidators();
		} catch (RuntimeException e) { // the library has no common type for what can be wrong with a schema
			throw new IllegalArgumentException("The engine's schema of runtimes cannot be used: " + e.getMessage(), e);
		}
	}

	/**
	 * What the schema would not take.
	 *
	 * @param runtime the inside of {@code SERVERLESS_RUNTIME}
	 */
	public List<RuntimeProblem> problems(JsonNode runtime) {
		var whole = JsonNodeFactory.instance.objectNode();
		whole.set(ServerlessRuntime.ROOT, runtime);
		var problems = new ArrayList<RuntimeProblem>();
		for (var message : schema.validate(whole)) {
			problems.add(problem(message));
		}
		return List.copyOf(problems);
	}

	private static RuntimeProblem problem(ValidationMessage message) {
		String path = message.getInstanceLocation().toString();
		if (message.getMessageKey().equals("required")) {
			path += "/" + message.getProperty().replace("~", "~0").replace("/", "~1");
		}
		return new RuntimeProblem(path.startsWith(ROOT) ? path.substring(ROOT.length()) : path, sentence(message));
	}

	private static String sentence(ValidationMessage message) {
		return switch (message.getMessageKey()) {
		case "required" -> "It must be given.";
		case "type" -> "It must be " + type(message.getSchemaNode()) + ".";
		case "enum" -> "It must be one of " + words(message.getSchemaNode(), ", ") + ".";
		default -> "It " + message.getError() + ".";
		};
	}

	private static String type(JsonNode type) {
		return type.isArray() ? StreamSupport.stream(type.spliterator(), false).map(t -> type(t.asText())).collect(Collectors.joining(" or ")) : type(type.asText());
	}

	private static String type(String type) {
		return switch (type) {
		case "integer" -> "a whole number";
		case "number" -> "a number";
		case "string" -> "text";
		case "boolean" -> "true or false";
		case "object" -> "an object";
		case "array" -> "a list";
		default -> type;
		};
	}

	private static String words(JsonNode list, String between) {
		return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).collect(Collectors.joining(between));
	}
}
