package org.fleetdesk.serverless.internal;

import java.nio.charset.StandardCharsets;

import org.fleetdesk.core.MaskedJson;
import org.fleetdesk.http.SecretNames;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** The cloud's own descriptions as JSON, without what is secret. */
final class Description {

	private static final String HIDDEN = "(hidden)";

	private Description() {
	}

	static String of(JsonNode json) {
		return new MaskedJson(name -> HIDDEN).of(json.toString().getBytes(StandardCharsets.UTF_8)).orElse("{}");
	}

	/** An element's children by name; those of one name as an array. */
	static String of(Element xml) {
		var root = JsonNodeFactory.instance.objectNode();
		root.set(xml.getTagName(), value(xml));
		return of(root);
	}

	private static JsonNode value(Element element) {
		if (SecretNames.isSecret(element.getTagName())) {
			return TextNode.valueOf(HIDDEN);
		}
		var object = JsonNodeFactory.instance.objectNode();
		for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
			if (node instanceof Element child) {
				add(object, child.getTagName(), value(child));
			}
		}
		return object.isEmpty() ? TextNode.valueOf(element.getTextContent()) : object;
	}

	private static void add(ObjectNode object, String name, JsonNode value) {
		var there = object.get(name);
		if (there == null) {
			object.set(name, value);
		} else if (there instanceof ArrayNode array) {
			array.add(value);
		} else {
			object.set(name, JsonNodeFactory.instance.arrayNode().add(there).add(value));
		}
	}
}
