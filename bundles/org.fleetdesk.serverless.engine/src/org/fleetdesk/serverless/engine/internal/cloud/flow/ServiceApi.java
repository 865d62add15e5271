package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.io.IOException;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.User;
import org.fleetdesk.serverless.engine.internal.cloud.flow.FlowApi.Action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The routes below {@code /service}. */
final class ServiceApi {

	private final Flow flow;

	ServiceApi(Flow flow) {
		this.flow = flow;
	}

	void addTo(FlowApi api) {
		api.add("GET", "/service", (x, user) -> FlowApi.send(x, 200, FlowJson.pool(flow.services(user), flow.names())));
		api.add("GET", "/service/{id}", (x, user) -> FlowApi.send(x, 200, FlowJson.document(flow.service(user, FlowApi.id(x)), flow.names())));
		api.add("PUT", "/service/{id}", this::update);
		api.add("DELETE", "/service/{id}", (x, user) -> {
			flow.undeploy(user, FlowApi.id(x));
			x.send(204);
		});
		api.add("POST", "/service/{id}/action", this::act);
		api.add("POST", "/service/{id}/scale", this::scale);
		api.add("POST", "/service/{id}/role/{role}/action", this::actOnRole);
		api.add("POST", "/service/{id}/role_action", this::changeRoles);
		api.add("POST", "/service_pool/purge_done", (x, user) -> {
			flow.purgeDone(user);
			x.send(204);
		});
	}

	private void update(Exchange x, User user) throws IOException, FlowError, CloudError {
		var json = x.json();
		boolean wrapped = json.has("append");
		if (wrapped && !json.has("template")) {
			throw new FlowError(FlowError.INVALID, "Missing template to append");
		}
		flow.update(user, FlowApi.id(x), object(wrapped ? json.get("template") : json), json.path("append").asBoolean());
		x.send(204);
	}

	/** JSON, which may stand there as text. */
	static ObjectNode object(JsonNode json) throws FlowError {
		try {
			if ((json.isTextual() ? FlowJson.read(json.asText()) : json) instanceof ObjectNode object) {
				return object;
			}
			throw new FlowError(FlowError.INVALID, "A JSON object is expected");
		} catch (IOException e) {
			throw new FlowError(FlowError.INVALID, "A JSON object is expected: " + e.getMessage());
		}
	}

	private void act(Exchange x, User user) throws IOException, FlowError, CloudError {
		int id = FlowApi.id(x);
		var action = Action.of(x);
		switch (action.perform()) {
			case "recover" -> flow.recover(user, id, action.params().path("delete").asBoolean());
			case "chown" -> flow.chown(user, id, action.number("owner_id", "You have to specify a UID"), action.params().has("group_id") ? action.number("group_id", "") : -1);
			case "chgrp" -> flow.chown(user, id, -1, action.number("group_id", "You have to specify a GID"));
			case "chmod" -> flow.chmod(user, id, action.demand("octet", "You have to specify an OCTET").asText());
			case "rename" -> flow.rename(user, id, action.demand("name", "You have to specify a name").asText());
			case "release" -> flow.release(user, id);
			default -> flow.plan(user, id, null, planned(action));
		}
		x.send(204);
	}

	private void actOnRole(Exchange x, User user) throws IOException, FlowError, CloudError {
		flow.plan(user, FlowApi.id(x), x.value("role"), planned(Action.of(x)));
		x.send(204);
	}

	/** OneFlow fails with a backtrace where the parameters are missing, and so must this, but with a reason. */
	private static BatchAction planned(Action action) throws FlowError {
		if (!BatchAction.isKnown(action.perform())) {
			throw action.unsupported();
		}
		if (!action.params().isObject()) {
			throw new FlowError(FlowError.GENERAL, "Action " + action.perform() + ": params is missing; {} will do");
		}
		return BatchAction.of(action.perform(), action.params());
	}

	private void scale(Exchange x, User user) throws IOException, FlowError, CloudError {
		var json = x.json();
		// as with OneFlow 6.6, whose own client always sends it
		if (!json.has("force")) {
			throw new FlowError(FlowError.GENERAL, "force is missing; give true or false");
		}
		if (!json.path("cardinality").asText().matches("\\d{1,9}")) {
			throw new FlowError(FlowError.GENERAL, "cardinality must be a number, 0 or more");
		}
		flow.scale(user, FlowApi.id(x), json.path("role_name").asText(), Integer.parseInt(json.path("cardinality").asText()), json.path("force").asBoolean());
		x.send(204);
	}

	private void changeRoles(Exchange x, User user) throws IOException, FlowError, CloudError {
		int id = FlowApi.id(x);
		var action = Action.of(x);
		switch (action.perform()) {
			case "add_role" -> flow.addRole(user, id, object(action.demand("role", "You have to specify a role")));
			case "remove_role" -> flow.removeRole(user, id, action.demand("role", "You have to specify a role").asText());
			default -> throw action.unsupported();
		}
		x.send(204);
	}
}
