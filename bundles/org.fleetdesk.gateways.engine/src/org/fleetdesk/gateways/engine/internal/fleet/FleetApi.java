package org.fleetdesk.gateways.engine.internal.fleet;

import java.time.InstantSource;
import java.util.function.Function;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.content.ContentStore;
import org.fleetdesk.gateways.engine.internal.deploy.Deployments;
import org.fleetdesk.gateways.engine.internal.report.Stored;
import org.fleetdesk.gateways.engine.internal.store.Database;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Values;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The API of Fleetdesk's console, {@code /fleet/v1}; docs/engines/devicecloud.md has its routes. */
public final class FleetApi {

	/** What the parts of the API work with. */
	public record Parts(Database database, Products products, Devices devices, Values values, ContentStore contents, Deployments deployments, ControlRelay relay, VendorToken token,
			InstantSource clock) {
	}

	private final Parts parts;

	private FleetApi(Parts parts) {
		this.parts = parts;
	}

	/**
	 * Adds all routes.
	 *
	 * @param version of the engine
	 * @param proof   which gateway sends a request; refuses others
	 */
	public static void addTo(Router router, Parts parts, String version, Function<Exchange, DeviceKey> proof) {
		var routes = new Routes(router, parts.token());
		var api = new FleetApi(parts);
		var table = new GatewayTable(parts.database(), parts.products(), parts.relay()::listening);
		routes.add("GET", "/info", (exchange, who) -> api.info(exchange, version));
		routes.add("GET", "/changes", (exchange, who) -> api.changes(exchange));
		new ProductApi(parts).addTo(routes);
		new GatewayApi(parts, table).addTo(routes);
		new AliasApi(parts).addTo(routes);
		new ContentApi(parts).addTo(routes);
		new DeploymentApi(parts).addTo(routes);
		new ControlApi(parts, proof).addTo(router, routes);
	}

	private void info(Exchange exchange, String version) throws java.io.IOException {
		long gateways = parts.database().read(c -> org.fleetdesk.gateways.engine.internal.store.Rows.first(c, "SELECT COUNT(*) FROM device", row -> row.getLong(1))).orElse(0L);
		exchange.sendJson(200, JsonNodeFactory.instance.objectNode().put("product", "Fleetdesk device cloud").put("version", version).put("database", parts.database().description())
				.put("now", Stored.time(parts.clock().instant())).put("gateways", gateways).put("listening", parts.relay().listening()));
	}

	private void changes(Exchange exchange) throws Exception {
		long since = Routes.number(exchange, "since", 0, Long.MAX_VALUE / 10, 0);
		long revision;
		try (var watched = exchange.watched()) {
			revision = parts.database().changes().await(since, Routes.waiting(exchange));
		}
		exchange.sendJson(200, JsonNodeFactory.instance.objectNode().put("revision", revision));
	}
}
