package org.fleetdesk.serverless.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.fleetdesk.serverless.RuntimeCheck;
import org.fleetdesk.serverless.RuntimeProblem;
import org.fleetdesk.serverless.model.ServerlessRuntime;
import org.fleetdesk.serverless.ui.internal.SchemaField.Type;
import org.fleetdesk.ui.Texts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The form of a runtime, made from an engine's JSON schema: its groups and fields, what is wrong with what was entered, and the runtime that it makes. Knows no
 * widgets. Values are texts by the paths of their fields; an empty text means that the property is not given.
 */
final class SchemaForm {

	/** What the engine tells and nobody gives. */
	private static final Set<String> OUTPUTS = Set.of("ID", "SERVICE_ID", "VM_ID", "STATE", "ERROR", "ENDPOINT");
	/** How the API's words are written for people, where it is not just lower case. */
	private static final Map<String, String> WORDS = Map.of("FAAS", "FaaS", "DAAS", "DaaS", "CPU", "CPU", "PE", "PE", "ID", "ID", "IP", "IP", "URL", "URL", "GPU", "GPU");
	/** Engines make a name up where none is given; the console and its tasks know a runtime by it. */
	static final String NAME = "/NAME";
	private static final int DEEPEST = 6;
	private static final int MOST_FIELDS = 200;

	private final JsonNode schema;
	private final RuntimeCheck check;
	private final List<SchemaGroup> groups = new ArrayList<>();
	private final Map<String, SchemaField> fields = new LinkedHashMap<>();
	private final JsonMapper json = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

	/**
	 * @param schema as the engine tells it, of an object with {@code SERVERLESS_RUNTIME}
	 * @throws IllegalArgumentException with a sentence when no form can be made of it
	 */
	SchemaForm(JsonNode schema) {
		this.schema = schema;
		check = new RuntimeCheck(schema);
		group("", "", true, resolve(schema.path("properties").path(ServerlessRuntime.ROOT)), 0);
		if (fields.isEmpty()) {
			throw new IllegalArgumentException(Messages.Form_no_fields);
		}
		json.getFactory().setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(50).build());
	}

	private void group(String path, String title, boolean required, JsonNode object, int depth) {
		var own = new ArrayList<SchemaField>();
		int place = groups.size();
		var needed = StreamSupport.stream(object.path("required").spliterator(), false).map(JsonNode::asText).collect(Collectors.toSet());
		for (var property : object.path("properties").properties()) {
			String name = property.getKey();
			var node = resolve(property.getValue());
			String at = path + "/" + name.replace("~", "~0").replace("/", "~1");
			if (OUTPUTS.contains(name) || fields.size() >= MOST_FIELDS) {
				continue;
			}
			if (node.path("properties").isObject() && depth < DEEPEST) {
				group(at, label(name), required && needed.contains(name), node, depth + 1);
			} else {
				var field = new SchemaField(at, name, label(name), type(node), needed.contains(name),
						at.equals(NAME) ? Messages.Name_hint : node.path("description").asText(""),
						StreamSupport.stream(node.path("enum").spliterator(), false).map(JsonNode::asText).toList());
				own.add(field);
				fields.put(at, field);
			}
		}
		if (!own.isEmpty()) {
			groups.add(place, new SchemaGroup(path, title, required, object.path("description").asText(""), List.copyOf(own)));
		}
	}

	/** A reference within the schema is followed. */
	private JsonNode resolve(JsonNode node) {
		String reference = node.path("$ref").asText("");
		return reference.startsWith("#/") ? schema.at(reference.substring(1)) : node;
	}

	private static Type type(JsonNode property) {
		var type = property.path("type");
		var first = type.isArray() ? StreamSupport.stream(type.spliterator(), false).filter(t -> !t.asText().equals("null")).findFirst().orElse(type) : type;
		return switch (first.asText("")) {
			case "string" -> Type.TEXT;
			case "integer" -> Type.INTEGER;
			case "number" -> Type.NUMBER;
			case "boolean" -> Type.BOOLEAN;
			default -> property.path("enum").path(0).isTextual() ? Type.TEXT : Type.JSON;
		};
	}

	/** A name of the API as words: {@code DISK_SIZE} is "Disk size". */
	static String label(String name) {
		var words = new ArrayList<String>();
		for (String word : name.split("_")) {
			words.add(WORDS.getOrDefault(word, word.toLowerCase(Locale.ENGLISH)));
		}
		return Texts.plain(Texts.sentence(String.join(" ", words)));
	}

	/** The groups, the runtime's own fields first. */
	List<SchemaGroup> groups() {
		return List.copyOf(groups);
	}

	/** All fields, by their paths. */
	Map<String, SchemaField> fields() {
		return Map.copyOf(fields);
	}

	/** Such as "FaaS, disk size", for sentences about a field that stand elsewhere. */
	String name(String path) {
		var field = fields.get(path);
		String label = field == null ? label(path.substring(path.lastIndexOf('/') + 1)) : field.label();
		String group = groups.stream().filter(g -> field != null && g.path().equals(field.group())).map(SchemaGroup::title).findFirst().orElse("");
		return group.isEmpty() ? label : Texts.format(Messages.Form_field_of, group, label);
	}

	/** What is wrong with what was entered, by path, in the order of the fields; a path may be that of a group, or empty for the whole. */
	Map<String, String> problems(Map<String, String> values) {
		var found = new LinkedHashMap<String, String>();
		for (var field : fields.values()) {
			String value = values.getOrDefault(field.path(), "");
			if (!value.isEmpty() && node(field, value) == null) {
				found.put(field.path(), wrong(field));
			}
		}
		for (RuntimeProblem problem : check.problems(runtime(values))) {
			found.putIfAbsent(problem.path(), problem.message());
		}
		var ordered = new LinkedHashMap<String, String>();
		fields.keySet().stream().filter(found::containsKey).forEach(p -> ordered.put(p, found.get(p)));
		found.forEach(ordered::putIfAbsent);
		return ordered;
	}

	private static String wrong(SchemaField field) {
		return switch (field.type()) {
			case INTEGER -> Messages.Form_no_integer;
			case NUMBER -> Messages.Form_no_number;
			case BOOLEAN -> Messages.Form_no_boolean;
			case JSON -> Messages.Form_no_json;
			case TEXT -> "";
		};
	}

	/** The runtime that was entered, the inside of {@code SERVERLESS_RUNTIME}; what is no value of its field's type is left away. */
	ObjectNode runtime(Map<String, String> values) {
		var runtime = JsonNodeFactory.instance.objectNode();
		groups.stream().filter(SchemaGroup::required).forEach(g -> object(runtime, g.path()));
		for (var field : fields.values()) {
			String value = values.getOrDefault(field.path(), "");
			var node = value.isEmpty() ? null : node(field, value);
			if (node != null) {
				object(runtime, field.group()).set(field.name(), node);
			} else if (!value.isEmpty()) {
				object(runtime, field.group()); // what is required beside it is missed already
			}
		}
		return runtime;
	}

	/** The object of a group within a runtime; made when it is not there. */
	static ObjectNode object(ObjectNode runtime, String path) {
		var object = runtime;
		for (String name : path.isEmpty() ? new String[0] : path.substring(1).split("/")) {
			object = object.withObjectProperty(name.replace("~1", "/").replace("~0", "~"));
		}
		return object;
	}

	/** A value as its field takes it; null when it is none. */
	private JsonNode node(SchemaField field, String value) {
		var nodes = JsonNodeFactory.instance;
		try {
			return switch (field.type()) {
				case TEXT -> nodes.textNode(value);
				case INTEGER -> nodes.numberNode(Long.parseLong(value.strip()));
				case NUMBER -> number(value.strip());
				case BOOLEAN -> value.equals("true") || value.equals("false") ? nodes.booleanNode(value.equals("true")) : null;
				case JSON -> json.readTree(value);
			};
		} catch (NumberFormatException | JsonProcessingException e) {
			return null;
		}
	}

	private static JsonNode number(String value) {
		double number = Double.parseDouble(value);
		return Double.isFinite(number) && !value.matches(".*[a-zA-Z&&[^eE]].*") ? JsonNodeFactory.instance.numberNode(number) : null;
	}
}
