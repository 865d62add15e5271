package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.util.List;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.oneflow.ServiceState;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What may be changed in the body of a service that exists. */
final class ServiceUpdate {

	/** These have a meaning only for what was done with them already, or are OneFlow's own. */
	private static final List<String> IMMUTABLE = List.of("custom_attrs", "custom_attrs_values", "deployment", "log", "name", "networks", "networks_values", "ready_status_gate", "state",
			"start_time");
	private static final List<String> IMMUTABLE_IN_ROLES = List.of("cardinality", "last_vmname", "nodes", "parents", "state", "vm_template");

	private ServiceUpdate() {
	}

	/**
	 * @param append whether attributes that are not given stay as they are
	 * @throws CloudError ACTION when the state, or what was changed, does not allow it
	 */
	static void apply(int id, ServiceBody body, ObjectNode update, boolean append) throws CloudError {
		if (body.state().isFailed() || !List.of(ServiceState.PENDING, ServiceState.RUNNING, ServiceState.WARNING, ServiceState.DONE, ServiceState.HOLD).contains(body.state())) {
			throw refused(id, "Service cannot be updated in state: " + body.state());
		}
		for (var attribute : IMMUTABLE) {
			if (append ? update.has(attribute) : !same(update, body.json(), attribute)) {
				throw refused(id, attribute.equals("name") ? "To change `service/name` use rename operation" : "Immutable value: `service/" + attribute + "` can not be changed");
			}
		}
		if (!append || update.has("roles")) {
			checkRoles(id, body, update);
		}
		if (!append) {
			var registered = body.json().path("registration_time");
			body.json().removeAll();
			if (!registered.isMissingNode()) {
				body.json().set("registration_time", registered);
			}
		}
		body.json().setAll(update);
	}

	private static void checkRoles(int id, ServiceBody body, ObjectNode update) throws CloudError {
		var roles = update.path("roles");
		if (roles.size() != body.roles().size()) {
			throw refused(id, "Immutable value: `service/roles size` can not be changed");
		}
		for (JsonNode role : roles) {
			var before = body.role(role.path("name").asText()).orElseThrow(() -> refused(id, "To change `service/name` use rename operation"));
			for (var attribute : IMMUTABLE_IN_ROLES) {
				if (!same(role, before.json(), attribute)) {
					throw refused(id, "Immutable value: `role/" + attribute + "` can not be changed");
				}
			}
			try {
				TemplateRules.checkSizes(new RoleBody((ObjectNode) role));
			} catch (FlowError e) {
				throw refused(id, e.getMessage());
			}
		}
	}

	private static boolean same(JsonNode one, JsonNode other, String attribute) {
		return one.path(attribute).equals(other.path(attribute));
	}

	private static CloudError refused(int id, String message) {
		return new CloudError(OneError.ACTION, message, id);
	}
}
