package org.fleetdesk.gateways.engine.internal.fleet;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.report.Stored;
import org.fleetdesk.gateways.engine.internal.store.AliasState;
import org.fleetdesk.gateways.engine.internal.store.AliasState.Point;
import org.fleetdesk.gateways.engine.internal.store.Product.Resource;
import org.fleetdesk.gateways.engine.internal.store.Values;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The values of gateways. */
final class AliasApi {

	private static final String ALIASES = "/gateways/{p}/{sn}/aliases";
	private static final int HISTORY = 100;
	private static final int LONGEST_HISTORY = 1000;

	private final FleetApi.Parts parts;

	AliasApi(FleetApi.Parts parts) {
		this.parts = parts;
	}

	void addTo(Routes routes) {
		routes.add("GET", ALIASES, (x, who) -> list(x));
		routes.add("POST", ALIASES + "/create-missing", (x, who) -> createMissing(x));
		routes.add("PUT", ALIASES + "/{a}", (x, who) -> write(x));
		routes.add("GET", ALIASES + "/{a}/history", (x, who) -> history(x));
	}

	private void list(Exchange exchange) throws Exception {
		var device = GatewayApi.device(parts, exchange);
		var states = parts.values().states(GatewayApi.key(device));
		var list = JsonNodeFactory.instance.arrayNode();
		ProductApi.product(parts.products(), device.product()).resources().forEach(r -> list.add(json(r, Optional.ofNullable(states.get(r.alias())).flatMap(AliasState::current))));
		exchange.sendJson(200, list);
	}

	private static ObjectNode json(Resource resource, Optional<Point> point) {
		var json = JsonNodeFactory.instance.objectNode().put("alias", resource.alias()).put("format", resource.format()).put("settable", resource.settable());
		point.ifPresent(p -> point(json, p));
		return json;
	}

	private static ObjectNode point(ObjectNode json, Point point) {
		return json.put("value", point.text()).put("at", Stored.time(point.at())).put("writer", point.byDevice() ? "device" : "cloud");
	}

	private void createMissing(Exchange exchange) throws Exception {
		var made = JsonNodeFactory.instance.objectNode();
		var list = made.putArray("created");
		parts.products().createMissing(GatewayApi.device(parts, exchange).product()).forEach(list::add);
		exchange.sendJson(200, made);
	}

	private void write(Exchange exchange) throws Exception {
		var device = GatewayApi.device(parts, exchange);
		byte[] bytes = exchange.body().readNBytes(4 * Values.LONGEST + 1);
		String text = new String(bytes, StandardCharsets.UTF_8);
		if (text.length() > Values.LONGEST) {
			throw new HttpError(413, "A value has at most " + Values.LONGEST + " characters.");
		}
		if (!parts.values().writeByCloud(GatewayApi.key(device), exchange.value("a"), text)) {
			throw new HttpError(404, "The product has no such alias.");
		}
		exchange.send(204);
	}

	private void history(Exchange exchange) throws Exception {
		var device = GatewayApi.device(parts, exchange);
		var resource = ProductApi.product(parts.products(), device.product()).resource(exchange.value("a")).orElseThrow(() -> new HttpError(404, "The product has no such alias."));
		Instant before;
		try {
			before = exchange.query("before").map(Instant::parse).orElse(Instant.ofEpochMilli(Long.MAX_VALUE / 2));
		} catch (DateTimeException e) {
			throw new HttpError(400, "\"before\" must be a time such as 2026-11-22T15:00:00.000Z.");
		}
		var list = JsonNodeFactory.instance.arrayNode();
		parts.values().history(GatewayApi.key(device), resource, before, (int) Routes.number(exchange, "limit", 1, LONGEST_HISTORY, HISTORY))
				.forEach(p -> point(list.addObject(), p));
		exchange.sendJson(200, list);
	}
}
