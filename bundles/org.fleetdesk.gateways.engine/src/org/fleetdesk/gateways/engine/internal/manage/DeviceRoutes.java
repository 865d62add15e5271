package org.fleetdesk.gateways.engine.internal.manage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.fleet.SerialRange;
import org.fleetdesk.gateways.engine.internal.store.AliasState;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.Product;
import org.fleetdesk.gateways.engine.internal.store.Rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The device service of Murano's second generation ({@code device2}), as {@code murano} (MuranoCLI 2 and 3) asks for it. */
final class DeviceRoutes {

	private static final String SERVICE = ProductRoutes.API + "/service/{p}/device2";
	private static final String IDENTITIES = SERVICE + "/identity/";
	private static final String IDENTITY = IDENTITIES + "{sn}";
	private static final int PAGE = 100;
	private static final int LONGEST_CSV = 1 << 20;

	private final ManageApi api;
	private final FleetApi.Parts parts;

	DeviceRoutes(ManageApi api, FleetApi.Parts parts) {
		this.api = api;
		this.parts = parts;
	}

	void add() {
		api.add("GET", SERVICE, (x, who) -> x.sendJson(200, service(x, api.product(x, "p"))));
		api.add("PATCH", SERVICE, (x, who) -> change(x));
		api.add("GET", IDENTITIES, (x, who) -> list(x));
		api.add("POST", SERVICE + "/identities", (x, who) -> addAll(x));
		api.add("GET", IDENTITY, (x, who) -> x.sendJson(200, json(device(x))));
		api.add("PUT", IDENTITY, (x, who) -> enable(x));
		api.add("PATCH", IDENTITY, (x, who) -> lock(x));
		api.add("DELETE", IDENTITY, (x, who) -> delete(x));
		api.add("GET", IDENTITY + "/state", (x, who) -> state(x));
		api.add("PATCH", IDENTITY + "/state", (x, who) -> write(x));
	}

	private Device device(Exchange exchange) {
		return parts.devices().find(api.product(exchange, "p").id(), exchange.value("sn")).orElseThrow(() -> new HttpError(404, "There is no such device."));
	}

	private static ObjectNode object(Exchange exchange) throws java.io.IOException {
		if (exchange.json() instanceof ObjectNode object) {
			return object;
		}
		throw new HttpError(400, "The request's body is no JSON object.");
	}

	private static ObjectNode service(Exchange exchange, Product product) {
		var json = JsonNodeFactory.instance.objectNode().put("name", product.label()).put("fqdn", exchange.header("Host").orElse("")).put("protocol", "onep");
		json.putObject("provisioning").put("enabled", true).put("auth_type", "token").put("generate_identity", false).put("presenter_identity", true)
				.putObject("ip_whitelisting").put("enabled", false).putArray("allowed");
		json.putObject("identity_format").put("type", "opaque").put("prefix", "").putObject("options").put("casing", "mixed").put("length", 0);
		var resources = json.putObject("resources");
		product.resources().forEach(r -> resources.putObject(r.alias()).put("format", r.format()).put("unit", "").put("settable", r.settable()).putArray("allowed"));
		return json;
	}

	/** Resources are made and changed; of the rest, this engine has nothing to change. */
	private void change(Exchange exchange) throws Exception {
		var product = api.product(exchange, "p");
		JsonNode resources = object(exchange).path("resources");
		for (var names = resources.fieldNames(); names.hasNext();) {
			String alias = names.next();
			var before = product.resource(alias);
			JsonNode wish = resources.get(alias);
			parts.products().define(product.id(), alias, before.map(Product.Resource::name).orElse(alias), wish.path("format").asText(before.map(Product.Resource::format).orElse("string")),
					wish.path("settable").asBoolean(before.map(Product.Resource::settable).orElse(false)), Optional.empty());
		}
		exchange.sendJson(200, service(exchange, api.product(exchange, "p")));
	}

	private void list(Exchange exchange) throws Exception {
		var product = api.product(exchange, "p");
		int limit = exchange.query("limit").isPresent() ? Csv.limit(exchange) : PAGE;
		var devices = parts.database().read(c -> Rows.list(c, "SELECT * FROM device WHERE product = ? AND sn > ? ORDER BY sn FETCH FIRST ? ROWS ONLY", Devices::device, product.id(),
				exchange.query("before").orElse(""), limit + 1));
		var json = JsonNodeFactory.instance.objectNode().put("mayLoadMore", devices.size() > limit);
		var list = json.putArray("devices");
		devices.stream().limit(limit).map(this::json).forEach(list::add);
		exchange.sendJson(200, json);
	}

	private ObjectNode json(Device device) {
		var state = device.stateAt(parts.clock().instant());
		String status = device.locked() ? "locked" : state == Device.State.ACTIVATED ? "provisioned" : state == Device.State.NOTACTIVATED ? "whitelisted" : "reprovision";
		var json = JsonNodeFactory.instance.objectNode().put("identity", device.sn()).put("locked", device.locked()).put("reprovision", state == Device.State.EXPIRED)
				.put("devmode", false).put("status", status).put("online", parts.relay().listening(device.id()));
		json.putObject("auth").put("type", "token");
		device.lastAddress().ifPresent(a -> json.put("lastip", a));
		device.lastSeen().ifPresent(t -> json.put("lastseen", micros(t)));
		json.putObject("state");
		return json;
	}

	private static long micros(Instant time) {
		return time.toEpochMilli() * 1000;
	}

	private void enable(Exchange exchange) throws Exception {
		var body = exchange.contentLength() == 0 ? JsonNodeFactory.instance.objectNode() : object(exchange);
		if (!body.path("auth").path("key").asText("").isEmpty()) {
			throw new HttpError(400, "This cloud makes the keys of devices itself, when they activate.");
		}
		exchange.sendJson(200, json(ProductRoutes.enabled(parts, api.product(exchange, "p").id(), exchange.value("sn"))));
	}

	private void addAll(Exchange exchange) throws Exception {
		var product = api.product(exchange, "p");
		var form = new Multipart(exchange.header("Content-Type").orElse(""), exchange.body());
		var numbers = new ArrayList<String>();
		for (var part = form.next(); part.isPresent(); part = form.next()) {
			new String(part.get().body().readNBytes(LONGEST_CSV), StandardCharsets.UTF_8).lines().map(l -> l.split(",", 2)[0].strip())
					.filter(sn -> Devices.SN.matcher(sn).matches() && !sn.equalsIgnoreCase("id") && !sn.equalsIgnoreCase("identity")).forEach(numbers::add);
		}
		if (numbers.isEmpty() || numbers.size() > SerialRange.LARGEST) {
			throw new HttpError(400, "1 to " + SerialRange.LARGEST + " identities can be added at once.");
		}
		parts.devices().add(product.id(), numbers, "");
		exchange.send(204);
	}

	private void lock(Exchange exchange) throws Exception {
		var device = device(exchange);
		var body = object(exchange);
		if (body.path("locked").isBoolean()) {
			parts.devices().lock(device.product(), device.sn(), body.path("locked").booleanValue());
		}
		if (body.path("auth").has("expire") && body.path("auth").path("expire").asLong(-1) == 0) {
			parts.devices().disable(device.product(), device.sn());
		}
		exchange.sendJson(200, json(device(exchange)));
	}

	private void delete(Exchange exchange) throws Exception {
		if (!parts.devices().delete(api.product(exchange, "p").id(), exchange.value("sn"))) {
			throw new HttpError(404, "There is no such device.");
		}
		exchange.send(204);
	}

	private void state(Exchange exchange) throws Exception {
		var device = device(exchange);
		var json = JsonNodeFactory.instance.objectNode();
		parts.values().states(new DeviceKey(device.id(), device.product(), device.sn())).forEach((alias, state) -> {
			var resource = json.putObject(alias);
			state.reported().ifPresent(p -> resource.put("reported", p.text()));
			state.pending().ifPresent(p -> resource.put("set", p.text()));
			state.current().map(AliasState.Point::at).ifPresent(at -> resource.put("timestamp", micros(at)));
		});
		exchange.sendJson(200, json);
	}

	private void write(Exchange exchange) throws Exception {
		var device = device(exchange);
		var values = object(exchange);
		var refused = notSettable(api.product(exchange, "p"), values);
		if (!refused.isEmpty()) {
			throw new HttpError(400, "The cloud does not write " + String.join(", ", refused.stream().map(n -> n.replaceAll("[^A-Za-z0-9_.:-]", "?")).toList()) + ".");
		}
		ProductRoutes.written(parts, device, values, "ok", "");
		exchange.send(204);
	}

	/** Names of aliases that the cloud does not write, or that are not there. */
	private static java.util.List<String> notSettable(Product product, ObjectNode values) {
		var names = new ArrayList<String>();
		values.fieldNames().forEachRemaining(names::add);
		return names.stream().filter(n -> product.resource(n).map(r -> !r.settable()).orElse(true)).toList();
	}
}
