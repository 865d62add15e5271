package org.fleetdesk.gateways.engine.internal.device;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;

/** The time and the caller's address, which anybody may ask for (spec/gateways.md 1.1: timestamp, ip). */
final class SmallRoutes {

	private final InstantSource clock;

	SmallRoutes(InstantSource clock) {
		this.clock = clock;
	}

	void addTo(Router router) {
		router.add("GET", "/timestamp", exchange -> exchange.sendText(200, Long.toString(clock.millis() / 1000))).add("GET", "/ip", SmallRoutes::address);
	}

	/** The bytes of the address, four of them for IPv4, and two of the port. */
	private static void address(Exchange exchange) throws IOException {
		InetSocketAddress peer = exchange.remote().orElseThrow(() -> new HttpError(404, "A unix socket has no address"));
		var numbers = new ArrayList<String>();
		for (byte b : peer.getAddress().getAddress()) {
			numbers.add(Integer.toString(b & 0xff));
		}
		numbers.add(Integer.toString(peer.getPort() >> 8));
		numbers.add(Integer.toString(peer.getPort() & 0xff));
		exchange.sendText(200, String.join(",", numbers));
	}
}
