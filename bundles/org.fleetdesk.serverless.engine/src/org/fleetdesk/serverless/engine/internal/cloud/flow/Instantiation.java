package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.util.HashSet;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes the body of a service out of that of its template and of what is given when it is instantiated. */
final class Instantiation {

	private static final String NETWORKS_VALUES = "networks_values";

	private Instantiation() {
	}

	/**
	 * @param over is put over the template
	 * @throws FlowError 400 when values for attributes or networks are missing, 500 when the two together are no template
	 */
	static ObjectNode of(ObjectNode template, ObjectNode over, TemplateRules rules) throws FlowError {
		checkAttributes(template.path("custom_attrs"), over.path("custom_attrs_values"));
		var merged = Merging.merge(template, over);
		if (!template.path("networks").isMissingNode() && !template.path("networks").isEmpty()) {
			networks(template.path("networks"), over.path(NETWORKS_VALUES), merged);
		}
		try {
			merged = rules.check(merged);
		} catch (FlowError e) {
			throw new FlowError(FlowError.GENERAL, e.getMessage());
		}
		Merging.resolve(merged);
		return merged;
	}

	private static void checkAttributes(JsonNode attributes, JsonNode values) throws FlowError {
		if (!attributes.isMissingNode() && !attributes.isObject()) {
			throw invalid("Wrong custom_attrs format");
		}
		if (!values.isMissingNode() && !values.isObject()) {
			throw invalid("Wrong custom_attrs_values format");
		}
		if (!attributes.isEmpty() && values.isMissingNode()) {
			throw invalid("No custom_attrs_values found");
		}
		if (!names(values).containsAll(names(attributes))) {
			throw invalid("Every custom_attrs key must have its value defined at custom_attrs_value");
		}
	}

	private static void networks(JsonNode networks, JsonNode given, ObjectNode merged) throws FlowError {
		if (!networks.isObject()) {
			throw invalid("Wrong networks format");
		}
		if (given.isMissingNode()) {
			var defaults = merged.putArray(NETWORKS_VALUES);
			for (var network : networks.properties()) {
				// "M|network|description| |id:0"
				var parts = network.getValue().asText().split("\\|", -1);
				var value = parts.length < 5 ? new String[0] : parts[4].strip().split(":", 2);
				if (value.length < 2) {
					throw invalid("Wrong networks format");
				}
				defaults.addObject().putObject(network.getKey()).put(value[0], value[1]);
			}
			return;
		}
		var named = new HashSet<String>();
		for (var value : given) {
			if (!value.isObject()) {
				throw invalid("Wrong networks_values format");
			}
			named.addAll(names(value));
		}
		if (!named.containsAll(names(networks))) {
			throw invalid("Every network key must have its value defined at networks_value");
		}
	}

	private static Set<String> names(JsonNode object) {
		var names = new HashSet<String>();
		object.fieldNames().forEachRemaining(names::add);
		return names;
	}

	private static FlowError invalid(String message) {
		return new FlowError(FlowError.INVALID, message);
	}
}
