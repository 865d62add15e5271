package org.fleetdesk.serverless.engine.internal.provision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.OneException;
import org.fleetdesk.opennebula.oneflow.ServiceTemplate;
import org.fleetdesk.opennebula.template.Template;
import org.fleetdesk.opennebula.wire.OneTemplate;
import org.fleetdesk.serverless.engine.internal.provision.CloudAccess.Session;
import org.fleetdesk.serverless.model.Functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Finds what runtimes are made of: the mapping of the configuration first, as the first version of the engine has it, then a template's name, as the last has it. */
final class ServiceTemplates {

	private final Map<String, Integer> mapping;

	ServiceTemplates(Map<String, Integer> mapping) {
		this.mapping = mapping;
	}

	/** @throws Refusal 422 when no template fits, 403 when the caller may use none at all */
	ServiceTemplate find(Session cloud, RuntimeSpec spec) throws Refusal, InterruptedException {
		String tuple = spec.tuple();
		Integer mapped = mapping.get(tuple);
		try {
			if (mapped != null) {
				return cloud.flow().template(mapped);
			}
			var templates = cloud.flow().templates();
			if (templates.isEmpty()) {
				throw Refusal.of(403, "User requesting Serverless Runtime creation has no flow templates available for use").plain(nothing(tuple));
			}
			Optional<ServiceTemplate> found = templates.stream().filter(t -> t.name().equals(tuple)).findFirst();
			return found.orElseThrow(() -> unknown(spec));
		} catch (OneException e) {
			if (mapped != null && e.error() == OneError.NO_EXISTS) {
				throw unknown(spec);
			}
			throw Refusal.of(e, mapped == null ? "Failed to get list of service templates" : "Failed to read service template " + mapped);
		}
	}

	private Refusal unknown(RuntimeSpec spec) {
		var flavours = JsonNodeFactory.instance.objectNode();
		for (String function : Functions.NAMES) {
			if (spec.body().has(function)) {
				flavours.set(function, spec.body().get(function));
			}
		}
		return Refusal.of(422, "Cannot find a valid service template for the specified flavours: " + spec.tuple(), flavours).plain(nothing(spec.tuple()));
	}

	private String nothing(String tuple) {
		return "Cannot find a valid service template for the specified flavours: " + tuple + ". Mapping rules: " + new TreeMap<>(mapping);
	}

	/** The roles of a template, in its order. */
	static List<JsonNode> roles(ServiceTemplate template) {
		return StreamSupport.stream(template.body().path("roles").spliterator(), false).toList();
	}

	/** The VM template of a role. */
	static OneTemplate vm(Session cloud, JsonNode role) throws Refusal, InterruptedException {
		int id = role.path("vm_template").asInt(-1);
		var template = new Template(id, cloud.one());
		try {
			template.info(true, false).orThrow();
			return template.template();
		} catch (OneException e) {
			throw Refusal.of(e, "Failed to read the VM template " + id + " of the role " + role.path("name").asText());
		}
	}
}
