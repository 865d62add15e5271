package org.fleetdesk.gateways.engine.internal.manage;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.rpc.RpcApi;
import org.fleetdesk.gateways.engine.internal.store.Product;

/**
 * Exosite's management API of the first generation, {@code /provision/manage/…} (spec/gateways.md 1.2), as {@code exo} and {@code mr} use it, and the calls of
 * Murano's tools, {@code /api:1/…} (1.4). A model is a product. Changes are answered with 205.
 */
public final class ManageApi {

	static final String BASE = "/provision/manage";

	/** Answers a request of the vendor. */
	@FunctionalInterface
	interface Asked {
		/** @param who as far as the request tells */
		void handle(Exchange exchange, String who) throws Exception;
	}

	private final FleetApi.Parts parts;
	private final Router router;

	private ManageApi(FleetApi.Parts parts, Router router) {
		this.parts = parts;
		this.router = router;
	}

	/** Adds all routes. @param scheme of the addresses that are given out: http or https */
	public static void addTo(Router router, FleetApi.Parts parts, RpcApi rpc, String scheme) {
		var api = new ManageApi(parts, router);
		new ContentRoutes(api, parts).add();
		new GroupRoutes(api, parts).add();
		new ModelRoutes(api, parts).add();
		new SerialRoutes(api, parts).add();
		new ProductRoutes(api, parts, rpc, router).add();
		new ServiceRoutes(api, parts, router, scheme).add();
		new DeviceRoutes(api, parts).add();
	}

	/** @param pattern the whole path; a slash at its end may be left away, or be there */
	void add(String method, String pattern, Asked route) {
		String bare = pattern.replaceAll("/$", "");
		for (String path : new String[] { bare, bare + "/" }) {
			router.add(method, path, exchange -> {
				String who = parts.token().demand(exchange);
				try {
					route.handle(exchange, who);
				} catch (IllegalArgumentException e) {
					throw new HttpError(400, e.getMessage());
				}
			});
		}
	}

	/** @throws HttpError 404 */
	Product product(Exchange exchange, String name) {
		return parts.products().find(exchange.value(name)).orElseThrow(() -> new HttpError(404, "There is no such model."));
	}

	/** Clients read no more than the status. */
	static void reset(Exchange exchange) throws java.io.IOException {
		exchange.send(205);
	}
}
