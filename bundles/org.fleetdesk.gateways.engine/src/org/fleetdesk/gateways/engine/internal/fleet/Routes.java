package org.fleetdesk.gateways.engine.internal.fleet;

import java.time.Duration;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Adds routes that the vendor's token opens. */
final class Routes {

	/** All of the fleet API. */
	static final String BASE = "/fleet/v1";
	private static final long LONGEST_WAIT_MILLIS = 300_000;

	/** Answers a request of the vendor. */
	@FunctionalInterface
	interface Asked {
		/** @param who as far as the request tells */
		void handle(Exchange exchange, String who) throws Exception;
	}

	private final Router router;
	private final VendorToken token;

	Routes(Router router, VendorToken token) {
		this.router = router;
		this.token = token;
	}

	/** @param pattern below {@link #BASE} */
	Routes add(String method, String pattern, Asked route) {
		router.add(method, BASE + pattern, exchange -> {
			String who = token.demand(exchange);
			try {
				route.handle(exchange, who);
			} catch (IllegalArgumentException e) {
				throw new HttpError(400, e.getMessage());
			}
		});
		return this;
	}

	/** The body as a JSON object; without a body an empty one. */
	static ObjectNode body(Exchange exchange) throws java.io.IOException {
		JsonNode json = exchange.json();
		if (json.isMissingNode()) {
			return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
		}
		if (json instanceof ObjectNode object) {
			return object;
		}
		throw new HttpError(400, "The request's body is no JSON object.");
	}

	/** A whole number of the query. */
	static long number(Exchange exchange, String name, long least, long most, long otherwise) {
		Optional<String> text = exchange.query(name);
		if (text.isEmpty()) {
			return otherwise;
		}
		if (!text.get().matches("\\d{1,18}") || Long.parseLong(text.get()) < least || Long.parseLong(text.get()) > most) {
			throw new HttpError(400, "\"" + name + "\" must be a whole number from " + least + " to " + most + ".");
		}
		return Long.parseLong(text.get());
	}

	/** How long the client wants to wait. */
	static Duration waiting(Exchange exchange) {
		return Duration.ofMillis(Math.min(LONGEST_WAIT_MILLIS, number(exchange, "wait", 0, Integer.MAX_VALUE, 0)));
	}
}
