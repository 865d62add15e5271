package org.fleetdesk.gateways.engine.internal.fleet;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.model.Aliases;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Gateways: what they are, and the way from a serial number to a token and back. */
final class GatewayApi {

	private static final int PAGE = 1000;
	private static final int LONGEST_PAGE = 10_000;
	private static final int MOST_LABELS = 100;
	private static final String GATEWAY = "/gateways/{p}/{sn}";

	private final FleetApi.Parts parts;
	private final GatewayTable table;

	GatewayApi(FleetApi.Parts parts, GatewayTable table) {
		this.parts = parts;
		this.table = table;
	}

	private interface Change {
		Optional<Device> make(String product, String sn) throws InterruptedException;
	}

	void addTo(Routes routes) {
		routes.add("GET", "/gateways", (x, who) -> list(x));
		routes.add("POST", "/gateways/{p}", (x, who) -> add(x));
		routes.add("GET", GATEWAY, (x, who) -> one(x));
		routes.add("DELETE", GATEWAY, (x, who) -> delete(x));
		routes.add("POST", GATEWAY + "/enable", (x, who) -> enable(x));
		routes.add("POST", GATEWAY + "/regenerate", (x, who) -> change(x, parts.devices()::enable));
		routes.add("POST", GATEWAY + "/disable", (x, who) -> change(x, parts.devices()::disable));
		routes.add("POST", GATEWAY + "/lock", (x, who) -> change(x, (p, sn) -> parts.devices().lock(p, sn, true)));
		routes.add("POST", GATEWAY + "/unlock", (x, who) -> change(x, (p, sn) -> parts.devices().lock(p, sn, false)));
		routes.add("PUT", GATEWAY + "/labels", (x, who) -> label(x));
		routes.add("PUT", GATEWAY + "/interval", (x, who) -> interval(x));
	}

	/** @throws HttpError 404 */
	static Device device(FleetApi.Parts parts, Exchange exchange) {
		return parts.devices().find(exchange.value("p"), exchange.value("sn")).orElseThrow(() -> new HttpError(404, "There is no such gateway."));
	}

	static DeviceKey key(Device device) {
		return new DeviceKey(device.id(), device.product(), device.sn());
	}

	private void list(Exchange exchange) throws Exception {
		long since = Routes.number(exchange, "since", 0, Long.MAX_VALUE / 10, 0);
		var after = exchange.query("after").map(GatewayTable.Cursor::of);
		if (after.isEmpty() && since > 0 && since < parts.devices().forgotten()) { // reads all; a walk that has begun was told who went
			var again = JsonNodeFactory.instance.objectNode().put("revision", 0);
			again.putArray("gateways");
			again.putArray("removed");
			exchange.sendJson(200, again);
			return;
		}
		long now = parts.database().changes().revision();
		var cursor = after.orElseGet(() -> new GatewayTable.Cursor(since, now, since, Long.MAX_VALUE));
		if (after.isEmpty() && since == 0) {
			cursor = new GatewayTable.Cursor(0, now, 0, 0);
		}
		int limit = (int) Routes.number(exchange, "limit", 1, LONGEST_PAGE, PAGE);
		var page = table.list(exchange.query("product"), cursor, limit, parts.clock().instant());
		var answer = JsonNodeFactory.instance.objectNode().put("revision", cursor.until());
		answer.putArray("gateways").addAll(page.gateways());
		var removed = answer.putArray("removed");
		if (after.isEmpty() && since > 0) {
			parts.devices().removedSince(since).stream().filter(g -> exchange.query("product").map(g.product()::equals).orElse(true))
					.filter(g -> parts.devices().find(g.product(), g.sn()).isEmpty()).forEach(g -> removed.add(g.product() + "/" + g.sn()));
		}
		page.next().ifPresent(next -> answer.put("next", next.toString()));
		exchange.sendJson(200, answer);
	}

	private void one(Exchange exchange) throws Exception {
		var device = device(parts, exchange);
		var json = table.find(device.product(), device.sn(), parts.clock().instant()).orElseThrow(() -> new HttpError(404, "There is no such gateway."));
		var reports = json.putObject("reports");
		var states = parts.values().states(key(device));
		for (String alias : List.of(Aliases.ENGINE_REPORT, Aliases.DEVICE_INFO, Aliases.USAGE_REPORT, Aliases.FETCH_STATUS)) {
			Optional.ofNullable(states.get(alias)).flatMap(s -> s.reported()).ifPresent(point -> reports.put(alias, point.text()));
		}
		exchange.sendJson(200, json);
	}

	private void add(Exchange exchange) throws Exception {
		var product = ProductApi.product(parts.products(), exchange.value("p"));
		var body = Routes.body(exchange);
		List<String> wished = new ArrayList<>();
		if (body.has("range")) {
			wished = SerialRange.of(body.get("range")).numbers();
		} else if (body.path("sn").isArray()) {
			for (var sn : body.path("sn")) {
				wished.add(sn.asText());
			}
		} else {
			throw new HttpError(400, "The body needs \"sn\", a list of serial numbers, or \"range\".");
		}
		if (wished.isEmpty() || wished.size() > SerialRange.LARGEST) {
			throw new HttpError(400, "1 to " + SerialRange.LARGEST + " serial numbers can be added at once.");
		}
		var answer = JsonNodeFactory.instance.objectNode();
		var added = answer.putArray("added");
		var existing = answer.putArray("existing");
		var refused = answer.putArray("refused");
		var fitting = new LinkedHashSet<String>();
		for (String sn : wished) {
			if (Devices.SN.matcher(sn).matches()) {
				fitting.add(sn);
			} else {
				refused.addObject().put("sn", sn).put("message", "A serial number has 1 to 128 printable characters of ASCII, without blanks, slashes, commas, quotes and & ? # % \\.");
			}
		}
		var result = parts.devices().add(product.id(), fitting, "");
		result.added().forEach(added::add);
		result.existing().forEach(existing::add);
		exchange.sendJson(200, answer);
	}

	/** One that has a key keeps it. */
	private void enable(Exchange exchange) throws Exception {
		if (device(parts, exchange).state() == Device.State.ACTIVATED) {
			answer(exchange, exchange.value("p"), exchange.value("sn"));
		} else {
			change(exchange, parts.devices()::enable);
		}
	}

	private void change(Exchange exchange, Change change) throws Exception {
		var device = change.make(exchange.value("p"), exchange.value("sn")).orElseThrow(() -> new HttpError(404, "There is no such gateway."));
		answer(exchange, device.product(), device.sn());
	}

	private void answer(Exchange exchange, String product, String sn) throws Exception {
		exchange.sendJson(200, table.find(product, sn, parts.clock().instant()).orElseThrow(() -> new HttpError(404, "There is no such gateway.")));
	}

	private void delete(Exchange exchange) throws Exception {
		var device = device(parts, exchange);
		parts.devices().delete(device.product(), device.sn());
		exchange.send(204);
	}

	private void label(Exchange exchange) throws Exception {
		var labels = new TreeMap<String, String>();
		Routes.body(exchange).fields().forEachRemaining(e -> {
			if (!e.getValue().isTextual() || e.getKey().isBlank() || (e.getKey() + e.getValue().asText()).chars().anyMatch(Character::isISOControl)) {
				throw new HttpError(400, "Labels are names with texts, without control characters.");
			}
			labels.put(e.getKey(), e.getValue().asText());
		});
		if (labels.size() > MOST_LABELS) {
			throw new HttpError(400, "A gateway has at most " + MOST_LABELS + " labels.");
		}
		change(exchange, (p, sn) -> parts.devices().label(p, sn, labels));
	}

	private void interval(Exchange exchange) throws Exception {
		var seconds = Routes.body(exchange).path("seconds");
		if (!seconds.canConvertToInt() || seconds.intValue() < 1) {
			throw new HttpError(400, "\"seconds\" must be a whole number from 1 on.");
		}
		var device = device(parts, exchange);
		if (!parts.values().writeByCloud(key(device), Aliases.UPDATE_INTERVAL, Integer.toString(seconds.intValue()))) {
			throw new HttpError(409, "The product has no alias " + Aliases.UPDATE_INTERVAL + ".");
		}
		answer(exchange, device.product(), device.sn());
	}
}
