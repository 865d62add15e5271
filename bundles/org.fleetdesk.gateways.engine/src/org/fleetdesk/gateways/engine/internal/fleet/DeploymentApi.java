package org.fleetdesk.gateways.engine.internal.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.deploy.Deployments;
import org.fleetdesk.gateways.engine.internal.deploy.Deployments.Outcome;
import org.fleetdesk.gateways.engine.internal.deploy.Deployments.Seen;
import org.fleetdesk.gateways.model.Aliases;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The queues of the gateways. */
final class DeploymentApi {

	private final FleetApi.Parts parts;

	DeploymentApi(FleetApi.Parts parts) {
		this.parts = parts;
	}

	void addTo(Routes routes) {
		routes.add("POST", "/deployments", this::create);
		routes.add("GET", "/deployments", (x, who) -> ofRun(x));
		routes.add("GET", "/deployments/{id}", (x, who) -> one(x));
		routes.add("POST", "/deployments/{id}/cancel", this::cancel);
		routes.add("GET", "/gateways/{p}/{sn}/deployments",
				(x, who) -> send(x, parts.deployments().of(GatewayApi.device(parts, x), (int) Routes.number(x, "limit", 1, 100, 20))));
	}

	private void create(Exchange exchange, String who) throws Exception {
		var body = Routes.body(exchange);
		var device = parts.devices().find(body.path("product").asText(), body.path("sn").asText()).orElseThrow(() -> new HttpError(404, "There is no such gateway."));
		if (ProductApi.product(parts.products(), device.product()).resource(Aliases.ENGINE_FETCH).isEmpty()) {
			throw new HttpError(409, "The product has no alias " + Aliases.ENGINE_FETCH + ".");
		}
		var packages = new ArrayList<String>();
		body.path("packages").forEach(p -> packages.add(p.asText()));
		String run = text(body.path("run").asText(""), "run", 255);
		String by = text(body.path("by").asText(""), "by", 64);
		var outcome = parts.deployments().create(device, packages, by.isBlank() ? who : by, run, exchange.flag("queue"));
		switch (outcome) {
			case Outcome.Made(var deployment) -> exchange.sendJson(201, Forms.deployment(new Seen(deployment, List.of())));
			case Outcome.Refused(var reason) -> throw new HttpError(409, reason);
		}
	}

	private static String text(String text, String name, int longest) {
		if (text.length() > longest || text.chars().anyMatch(Character::isISOControl)) {
			throw new HttpError(400, "\"" + name + "\" has at most " + longest + " characters, and none of control.");
		}
		return text;
	}

	private void ofRun(Exchange exchange) throws Exception {
		send(exchange, parts.deployments().ofRun(exchange.query("run").orElseThrow(() -> new HttpError(400, "Say the \"run\" of the deployments."))));
	}

	private static void send(Exchange exchange, List<Seen> deployments) throws Exception {
		var list = JsonNodeFactory.instance.arrayNode();
		deployments.forEach(d -> list.add(Forms.deployment(d)));
		exchange.sendJson(200, list);
	}

	private void one(Exchange exchange) throws Exception {
		long after = Routes.number(exchange, "after", 0, Integer.MAX_VALUE, 0);
		Optional<Seen> found;
		try (var watched = exchange.watched()) {
			found = parts.deployments().find(exchange.value("id"), after, Routes.waiting(exchange));
		}
		exchange.sendJson(200, Forms.deployment(found.orElseThrow(DeploymentApi::none)));
	}

	private static HttpError none() {
		return new HttpError(404, "There is no such deployment.");
	}

	private void cancel(Exchange exchange, String who) throws Exception {
		switch (parts.deployments().cancel(exchange.value("id"), exchange.flag("force"), who).orElseThrow(DeploymentApi::none)) {
			case Outcome.Made(var deployment) -> exchange.sendJson(200, Forms.deployment(new Deployments.Seen(deployment, List.of())));
			case Outcome.Refused(var reason) -> throw new HttpError(409, reason);
		}
	}
}
