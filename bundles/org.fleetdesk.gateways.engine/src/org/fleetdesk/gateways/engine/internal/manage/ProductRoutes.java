package org.fleetdesk.gateways.engine.internal.manage;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.rpc.RpcApi;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Values;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What {@code mr} (MrMurano 1.x) asks: a login whose password is the vendor's token, products, their devices, and the management and RPC APIs by proxy. */
final class ProductRoutes {

	static final String API = "/api:1";
	private static final String PRODUCT = API + "/product/{p}";
	private static final String PROXY = "/proxy";

	private final ManageApi api;
	private final FleetApi.Parts parts;
	private final RpcApi rpc;
	private final Router router;

	ProductRoutes(ManageApi api, FleetApi.Parts parts, RpcApi rpc, Router router) {
		this.api = api;
		this.parts = parts;
		this.rpc = rpc;
		this.router = router;
	}

	void add() {
		router.add("POST", API + "/token", this::login);
		router.add("POST", API + "/token/", this::login);
		api.add("GET", PRODUCT + "/info", (x, who) -> info(x));
		api.add("GET", PRODUCT + "/device/", (x, who) -> devices(x));
		api.add("POST", PRODUCT + "/device/{sn}", (x, who) -> enable(x));
		api.add("POST", PRODUCT + "/write/{sn}", (x, who) -> write(x));
		api.add("POST", PRODUCT + PROXY + RpcApi.PATH, (x, who) -> rpc.proxied(x, api.product(x, "p").id()));
		for (String method : List.of("GET", "POST", "DELETE")) {
			router.add(method, PRODUCT + PROXY + ManageApi.BASE + "/{rest...}", this::proxied);
		}
	}

	private void login(Exchange exchange) throws Exception {
		String password = exchange.json().path("password").asText("");
		String token = parts.token().login(password).orElseThrow(() -> new HttpError(401, "The password is wrong: it is the vendor's token."));
		exchange.sendJson(200, JsonNodeFactory.instance.objectNode().put("token", token));
	}

	private void proxied(Exchange exchange) throws Exception {
		String path = exchange.path().replace("%3A", ":").replace("%3a", ":");
		router.dispatch(exchange, path.substring(path.indexOf(PROXY + ManageApi.BASE) + PROXY.length()));
	}

	private void info(Exchange exchange) throws Exception {
		var product = api.product(exchange, "p");
		var client = rpc.productRid(product);
		var json = JsonNodeFactory.instance.objectNode().put("id", product.id()).put("bizid", "fleetdesk").put("label", product.label())
				.put("endpoint", exchange.header("Host").orElse("")).put("rid", client).put("modelrid", client);
		var resources = json.putArray("resources");
		product.resources().forEach(r -> resources.addObject().put("alias", r.alias()).put("format", r.format()).put("rid", r.rid()));
		exchange.sendJson(200, json);
	}

	private void devices(Exchange exchange) throws Exception {
		var product = api.product(exchange, "p");
		var list = JsonNodeFactory.instance.arrayNode();
		parts.database().read(c -> Rows.list(c, "SELECT * FROM device WHERE product = ? ORDER BY sn OFFSET ? ROWS FETCH FIRST ? ROWS ONLY",
				row -> list.add(json(Devices.device(row))), product.id(), Csv.offset(exchange), exchange.query("limit").isPresent() ? Csv.limit(exchange) : 50));
		exchange.sendJson(200, list);
	}

	private ObjectNode json(Device device) {
		return JsonNodeFactory.instance.objectNode().put("sn", device.sn()).put("status", device.stateAt(parts.clock().instant()).word()).put("rid", device.rid());
	}

	/** Adds a serial number when it is not there, and lets it activate when it has no key. */
	private void enable(Exchange exchange) throws Exception {
		exchange.sendJson(200, json(enabled(parts, api.product(exchange, "p").id(), exchange.value("sn"))));
	}

	static Device enabled(FleetApi.Parts parts, String product, String sn) throws InterruptedException {
		var device = parts.devices().find(product, sn);
		if (device.isEmpty()) {
			parts.devices().add(product, List.of(sn), "");
		} else if (device.get().state() != Device.State.ACTIVATED) {
			parts.devices().enable(product, sn);
		}
		return parts.devices().find(product, sn).orElseThrow(() -> new HttpError(400, "The serial number is none."));
	}

	private void write(Exchange exchange) throws Exception {
		var device = parts.devices().find(api.product(exchange, "p").id(), exchange.value("sn")).orElseThrow(() -> new HttpError(404, "There is no such device."));
		if (!(exchange.json() instanceof ObjectNode values)) {
			throw new HttpError(400, "The request's body is no JSON object.");
		}
		exchange.sendJson(200, written(parts, device, values, "ok", "no such alias"));
	}

	/** Writes as the cloud. @return for each alias one of the two words */
	static ObjectNode written(FleetApi.Parts parts, Device device, ObjectNode values, String ok, String missing) throws InterruptedException {
		var key = new DeviceKey(device.id(), device.product(), device.sn());
		var answer = JsonNodeFactory.instance.objectNode();
		for (var names = values.fieldNames(); names.hasNext();) {
			String alias = names.next();
			var value = values.get(alias);
			String text = Optional.of(value).filter(v -> v.isValueNode() && !v.isNull()).map(v -> v.asText()).orElseGet(value::toString);
			if (text.length() > Values.LONGEST) {
				throw new HttpError(413, "A value has at most " + Values.LONGEST + " characters.");
			}
			answer.put(alias, parts.values().writeByCloud(key, alias, text) ? ok : missing);
		}
		return answer;
	}
}
