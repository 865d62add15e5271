package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.resource.DisallowSchemaLoader;

/** What a service template, and so a service, has to be like. Safe for use by several threads. */
final class TemplateRules {

	/** The most VMs that a role may have here. */
	static final int MAX_CARDINALITY = 1000;

	private final JsonSchema template;
	private final JsonSchema role;

	TemplateRules() {
		JsonNode text;
		try (var in = TemplateRules.class.getResourceAsStream("service-template.json")) {
			text = new ObjectMapper().readTree(in);
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		template = schema(text);
		var roles = ((ObjectNode) text.at("/definitions/role")).deepCopy();
		roles.set("definitions", text.get("definitions"));
		role = schema(roles);
	}

	private static JsonSchema schema(JsonNode text) {
		var config = SchemaValidatorsConfig.builder().pathType(PathType.LEGACY).locale(Locale.ENGLISH).build();
		return JsonSchemaFactory.getInstance(VersionFlag.V7, b -> b.schemaLoaders(l -> l.add(DisallowSchemaLoader.getInstance()))).getSchema(text, config);
	}

	/**
	 * Holds a template to the rules and fills in what it leaves open.
	 *
	 * @throws FlowError 400, with what is wrong where
	 */
	ObjectNode check(JsonNode json) throws FlowError {
		demand(template, json);
		var checked = ((ObjectNode) json).deepCopy();
		if (!checked.has("deployment")) {
			checked.put("deployment", "none");
		}
		if (!checked.has("description")) {
			checked.put("description", "");
		}
		var parents = new HashMap<String, List<String>>();
		for (var each : checked.path("roles")) {
			var body = new RoleBody((ObjectNode) each);
			if (parents.put(body.name(), body.parents()) != null) {
				throw invalid("Role name '" + body.name() + "' is repeated");
			}
			checkSizes(body);
		}
		for (var entry : parents.entrySet()) {
			for (var parent : entry.getValue()) {
				if (!parents.containsKey(parent)) {
					throw invalid("Role '" + entry.getKey() + "' has the parent '" + parent + "', which is no role of this template");
				}
			}
		}
		if (parents.keySet().stream().anyMatch(name -> isOwnAncestor(name, parents))) {
			throw invalid("The roles " + String.join(", ", parents.keySet()) + " wait for each other: the parents go round in a circle");
		}
		return checked;
	}

	/**
	 * As {@link #check} for a role that is added to a service.
	 *
	 * @throws FlowError 400, with what is wrong where
	 */
	ObjectNode checkRole(JsonNode json) throws FlowError {
		demand(role, json);
		var checked = ((ObjectNode) json).deepCopy();
		checkSizes(new RoleBody(checked));
		return checked;
	}

	/** How many VMs it has lies between how many it may have; fills in that it is one. */
	static void checkSizes(RoleBody role) throws FlowError {
		role.setCardinality(role.cardinality());
		if (role.minimum().isPresent() && role.minimum().getAsInt() > role.cardinality()) {
			throw invalid("Role '" + role.name() + "' 'cardinality' must be greater than or equal to 'min_vms'");
		}
		if (role.maximum().isPresent() && role.maximum().getAsInt() < role.cardinality()) {
			throw invalid("Role '" + role.name() + "' 'cardinality' must be lower than or equal to 'max_vms'");
		}
		if ((!role.json().path("elasticity_policies").isEmpty() || !role.json().path("scheduled_policies").isEmpty()) && (role.minimum().isEmpty() || role.maximum().isEmpty())) {
			throw invalid("Role '" + role.name() + "' with 'elasticity_policies' or 'scheduled_policies' must define both 'min_vms' and 'max_vms'");
		}
	}

	private static boolean isOwnAncestor(String name, Map<String, List<String>> parents) {
		Set<String> seen = new HashSet<>();
		var left = new ArrayList<>(parents.get(name));
		while (!left.isEmpty()) {
			String next = left.removeLast();
			if (next.equals(name)) {
				return true;
			}
			if (seen.add(next)) {
				left.addAll(parents.get(next));
			}
		}
		return false;
	}

	private static void demand(JsonSchema schema, JsonNode json) throws FlowError {
		var problems = schema.validate(json);
		if (!problems.isEmpty()) {
			throw invalid(problems.stream().map(p -> p.getMessage()).distinct().limit(5).collect(Collectors.joining("; ")));
		}
	}

	private static FlowError invalid(String message) {
		return new FlowError(FlowError.INVALID, message);
	}
}
