package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes a service out of its template and what is given with its instantiation. */
final class Merging {

	private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
	private static final String VALUES = "custom_attrs_values";
	private static final String CONTENTS = "vm_template_contents";

	private Merging() {
	}

	/** Puts one object over another, deeply; the objects of a list are told apart by their names, as those of roles. */
	static ObjectNode merge(ObjectNode base, ObjectNode over) {
		var merged = base.deepCopy();
		for (Map.Entry<String, JsonNode> entry : over.properties()) {
			merged.set(entry.getKey(), merge(merged.get(entry.getKey()), entry.getValue()));
		}
		return merged;
	}

	private static JsonNode merge(JsonNode base, JsonNode over) {
		if (base instanceof ObjectNode b && over instanceof ObjectNode o) {
			return merge(b, o);
		}
		if (base instanceof ArrayNode b && over instanceof ArrayNode o && isNamed(b) && isNamed(o)) {
			var merged = b.deepCopy();
			for (var each : o) {
				int place = indexOf(merged, each.get("name"));
				if (place < 0) {
					merged.add(each.deepCopy());
				} else {
					merged.set(place, merge((ObjectNode) merged.get(place), (ObjectNode) each));
				}
			}
			return merged;
		}
		return over.deepCopy();
	}

	private static boolean isNamed(ArrayNode array) {
		for (var each : array) {
			if (!each.isObject() || !each.path("name").isTextual()) {
				return false;
			}
		}
		return true;
	}

	private static int indexOf(ArrayNode array, JsonNode name) {
		for (int i = 0; i < array.size(); i++) {
			if (array.get(i).path("name").equals(name)) {
				return i;
			}
		}
		return -1;
	}

	/** Puts the values of the service's attributes and networks into what its roles merge over their VM templates: {@code $NAME} stands for one. */
	static void resolve(ObjectNode service) {
		for (var role : service.path("roles")) {
			if (role.path(CONTENTS).isTextual()) {
				var text = VARIABLE.matcher(role.path(CONTENTS).asText()).replaceAll(m -> Matcher.quoteReplacement(value(service, role, m.group(1), m.group())));
				((ObjectNode) role).put(CONTENTS, text);
			}
		}
	}

	private static String value(ObjectNode service, JsonNode role, String name, String otherwise) {
		for (var values : new JsonNode[] { role.path(VALUES), service.path(VALUES) }) {
			if (values.path(name).isValueNode()) {
				return values.path(name).asText();
			}
		}
		for (var network : service.path("networks_values")) {
			if (network.path(name).path("id").isValueNode()) {
				return network.path(name).path("id").asText();
			}
		}
		return otherwise;
	}
}
