package org.fleetdesk.gateways.engine.internal.device;

import java.time.InstantSource;
import java.util.function.LongSupplier;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.store.Contents;
import org.fleetdesk.gateways.engine.internal.store.Devices;
import org.fleetdesk.gateways.engine.internal.store.LastSeen;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Values;

/** What devices may ask for, in the forms of both generations of Exosite's device API (spec/gateways.md 1.0 and 1.1). */
public final class DeviceApi {

	/**
	 * @param nanos     as {@link System#nanoTime}: limits how often somebody asks
	 * @param newcomers how many devices that nobody added one address may bring at once, from 1 on
	 */
	public record Parts(Products products, Devices devices, Values values, Contents contents, LastSeen lastSeen, InstantSource clock, LongSupplier nanos, int newcomers) {
	}

	private final Parts parts;
	private final Requests requests;

	public DeviceApi(Parts parts) {
		this.parts = parts;
		requests = new Requests(parts.devices().credentials(), parts.lastSeen(), parts.nanos());
	}

	/** The path of a request as the routes have it: many libraries encode the colon. */
	public static String path(Exchange exchange) {
		return exchange.path().replace("%3A", ":").replace("%3a", ":");
	}

	/** For further routes that devices use. */
	public Requests requests() {
		return requests;
	}

	public void addTo(Router router) {
		new AliasRoutes(requests, parts.products(), parts.values()).addTo(router);
		new RecordRoutes(requests, parts.values()).addTo(router);
		new ActivationRoutes(parts).addTo(router);
		new ContentRoutes(requests, parts.devices(), parts.contents()).addTo(router);
		new SmallRoutes(parts.clock()).addTo(router);
	}
}
