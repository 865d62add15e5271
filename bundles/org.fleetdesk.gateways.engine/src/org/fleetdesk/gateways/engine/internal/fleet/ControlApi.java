package org.fleetdesk.gateways.engine.internal.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The two ends of {@link ControlRelay}: the operator's, and that of the gateway's agent, which has its CIK. */
final class ControlApi {

	private static final Set<String> KNOWN = Set.of("status", "start", "stop", "restart", "tail", "signal", "report", "support");
	private static final long LONGEST_WAIT = 300_000;
	private static final long TIMEOUT = 15_000;
	private static final long LONGEST_TIMEOUT = 120_000;

	private final FleetApi.Parts parts;
	private final Function<Exchange, DeviceKey> proof;

	/** @param proof which gateway sends a request; refuses others */
	ControlApi(FleetApi.Parts parts, Function<Exchange, DeviceKey> proof) {
		this.parts = parts;
		this.proof = proof;
	}

	void addTo(Router router, Routes routes) {
		routes.add("POST", "/gateways/{p}/{sn}/control", (x, who) -> ask(x));
		router.add("GET", "/gwe/v1/control", this::next);
		router.add("POST", "/gwe/v1/control/{id}", this::reply);
	}

	private void ask(Exchange exchange) throws Exception {
		var device = GatewayApi.device(parts, exchange);
		var body = Routes.body(exchange);
		if (!KNOWN.contains(body.path("do").asText())) {
			throw new HttpError(400, "\"do\" must be one of status, start, stop, restart, tail, signal, report and support.");
		}
		JsonNode timeout = body.path("timeout");
		if (!timeout.isMissingNode() && (!timeout.canConvertToLong() || timeout.longValue() < 1 || timeout.longValue() > LONGEST_TIMEOUT)) {
			throw new HttpError(400, "\"timeout\" must be a number of milliseconds from 1 to " + LONGEST_TIMEOUT + ".");
		}
		body.remove("timeout");
		try (var watched = exchange.watched()) {
			exchange.sendJson(200, parts.relay().ask(device.id(), body, Duration.ofMillis(timeout.asLong(TIMEOUT))));
		} catch (ControlRelay.Unanswered e) {
			throw new HttpError(switch (e.why()) {
				case NOT_LISTENING -> 409;
				case TOO_MANY -> 429;
				case TIMED_OUT -> 504;
			}, e.getMessage());
		}
	}

	private void next(Exchange exchange) throws Exception {
		var device = proof.apply(exchange);
		long wait = Math.min(LONGEST_WAIT, Routes.number(exchange, "wait", 0, Integer.MAX_VALUE, 0));
		Optional<ObjectNode> question;
		try (var watched = exchange.watched()) {
			question = parts.relay().next(device.id(), Duration.ofMillis(wait));
		}
		if (question.isEmpty()) {
			exchange.send(204);
			return;
		}
		try {
			exchange.sendJson(200, question.get());
		} catch (IOException e) {
			parts.relay().giveBack(device.id(), question.get().path("id").asText());
			throw e;
		}
	}

	private void reply(Exchange exchange) throws Exception {
		var device = proof.apply(exchange);
		JsonNode reply = exchange.json();
		if (!(reply instanceof ObjectNode)) {
			reply = JsonNodeFactory.instance.objectNode().put("ok", false).put("message", "The agent's reply is no JSON object.");
		}
		if (!parts.relay().reply(device.id(), exchange.value("id"), reply)) {
			throw new HttpError(404, "Nobody waits for this reply any more.");
		}
		exchange.send(204);
	}
}
