package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.io.IOException;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.DocumentObject;
import org.fleetdesk.serverless.engine.internal.cloud.User;
import org.fleetdesk.serverless.engine.internal.cloud.flow.FlowApi.Action;

/** The routes below {@code /service_template}. */
final class ServiceTemplateApi {

	private final Flow flow;
	private final FlowTemplates templates;

	ServiceTemplateApi(Flow flow) {
		this.flow = flow;
		templates = flow.templates();
	}

	void addTo(FlowApi api) {
		api.add("GET", "/service_template", (x, user) -> FlowApi.send(x, 200, FlowJson.pool(templates.all(user), flow.names())));
		api.add("POST", "/service_template", (x, user) -> send(x, 201, templates.allocate(user, x.json())));
		api.add("GET", "/service_template/{id}", (x, user) -> send(x, 200, templates.template(user, FlowApi.id(x))));
		api.add("PUT", "/service_template/{id}", (x, user) -> send(x, 200, templates.update(user, FlowApi.id(x), ServiceApi.object(x.json()), false)));
		api.add("DELETE", "/service_template/{id}", (x, user) -> {
			templates.delete(user, FlowApi.id(x), deletesMachineTemplates(x));
			x.send(204);
		});
		api.add("POST", "/service_template/{id}/action", this::act);
	}

	private void send(Exchange x, int status, DocumentObject document) throws IOException {
		FlowApi.send(x, status, FlowJson.document(document, flow.names()));
	}

	/** A body that cannot be read asks for nothing more, as with OneFlow. */
	private static boolean deletesMachineTemplates(Exchange x) throws IOException {
		try {
			String type = x.json().path("delete_type").asText();
			return type.equals("all") || type.equals("templates");
		} catch (HttpError e) {
			return false;
		}
	}

	private void act(Exchange x, User user) throws IOException, FlowError, CloudError {
		int id = FlowApi.id(x);
		var action = Action.of(x);
		var params = action.params();
		switch (action.perform()) {
			case "instantiate" -> {
				var merged = params.path("merge_template");
				send(x, 201, flow.instantiate(user, id, merged.isMissingNode() || merged.isNull() ? FlowJson.object() : ServiceApi.object(merged)));
				return;
			}
			case "clone" -> {
				String recursive = params.path("recursive").asText("none");
				boolean machines = recursive.equals("all") || recursive.equals("templates") || recursive.equals("true");
				send(x, 201, templates.copy(user, id, action.demand("name", "You have to specify a name").asText(), machines));
				return;
			}
			case "chown" -> templates.chown(user, id, action.number("owner_id", "You have to specify a UID"), params.has("group_id") ? action.number("group_id", "") : -1);
			case "chgrp" -> templates.chown(user, id, -1, action.number("group_id", "You have to specify a GID"));
			case "chmod" -> templates.chmod(user, id, action.demand("octet", "You have to specify an OCTET").asText());
			case "rename" -> templates.rename(user, id, action.demand("name", "You have to specify a name").asText());
			case "update" -> templates.update(user, id, ServiceApi.object(action.demand("template_json", "You have to provide a template")), params.path("append").asBoolean());
			default -> throw action.unsupported();
		}
		x.send(204);
	}
}
