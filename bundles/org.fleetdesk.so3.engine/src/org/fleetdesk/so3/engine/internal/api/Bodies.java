package org.fleetdesk.so3.engine.internal.api;

import java.io.IOException;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;

import com.fasterxml.jackson.databind.JsonNode;

/** Bodies of requests, by dockerd's rules. */
final class Bodies {

	private static final String JSON = "application/json";

	private Bodies() {
	}

	/**
	 * The body as a JSON object.
	 *
	 * @return a missing node when there is no body
	 * @throws HttpError 400 when it is something else, says that it is something else, or is too large
	 */
	static JsonNode json(Exchange exchange) throws IOException {
		JsonNode body;
		try {
			body = exchange.json();
		} catch (HttpError e) {
			checkType(exchange);
			throw new HttpError(400, "invalid JSON: " + e.getMessage());
		}
		if (!body.isMissingNode()) {
			checkType(exchange);
		}
		if (!body.isMissingNode() && !body.isObject()) {
			throw new HttpError(400, "invalid JSON: it is no object");
		}
		return body;
	}

	private static void checkType(Exchange exchange) {
		String type = exchange.header("Content-Type").orElse("");
		if (!type.split(";")[0].strip().equalsIgnoreCase(JSON)) {
			throw new HttpError(400, "unsupported Content-Type header (" + type + "): must be '" + JSON + "'");
		}
	}
}
