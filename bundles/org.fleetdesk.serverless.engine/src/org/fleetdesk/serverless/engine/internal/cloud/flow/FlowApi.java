package org.fleetdesk.serverless.engine.internal.cloud.flow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.Handler;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.serverless.engine.internal.cloud.Cloud;
import org.fleetdesk.serverless.engine.internal.cloud.CloudError;
import org.fleetdesk.serverless.engine.internal.cloud.User;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * OneFlow's REST API as release 6.6 has it, oddities included where a client would notice: refusals are plain text, authorization is answered with 401 and authentication with 403, and
 * JSON is called {@code text/html}.
 */
public final class FlowApi implements Handler {

	/** The content type is OneFlow's; the policy keeps a browser from running what a name may hold. */
	private static final Map<String, String> HEADERS = Map.of("X-Content-Type-Options", "nosniff", "Content-Security-Policy", "sandbox; default-src 'none'");
	private static final String JSON = "text/html;charset=utf-8";

	/** Answers a request of a user who is known. */
	@FunctionalInterface
	interface Route {

		void handle(Exchange exchange, User user) throws Exception;
	}

	private final Cloud cloud;
	private final Router router = new Router();

	public FlowApi(Cloud cloud, Flow flow) {
		this.cloud = cloud;
		new ServiceApi(flow).addTo(this);
		new ServiceTemplateApi(flow).addTo(this);
	}

	/**
	 * Starts a server for it.
	 *
	 * @throws EngineException when the address is not allowed or taken
	 */
	public static EngineServer serve(Cloud cloud, Flow flow, Serving serving) throws EngineException {
		return EngineServer.start(new EngineServer.Settings("oneflow", serving, (status, message) -> message, HEADERS).asking(), new FlowApi(cloud, flow));
	}

	void add(String method, String pattern, Route route) {
		router.add(method, pattern, x -> route.handle(x, user(x)));
	}

	@Override
	public void handle(Exchange exchange) throws Exception {
		try {
			switch (router.find(exchange.method(), exchange.path())) {
				case Router.Match.Found _ -> router.dispatch(exchange, exchange.path());
				case Router.Match.WrongMethod _, Router.Match.Nothing _ -> {
					user(exchange);
					exchange.sendText(404, "Not found: " + exchange.method() + " is nothing that OneFlow does here");
				}
			}
		} catch (HttpError e) {
			exchange.sendText(e.status(), e.getMessage());
		} catch (FlowError e) {
			exchange.sendText(e.status(), e.getMessage());
		} catch (CloudError e) {
			exchange.sendText(status(e.error()), e.getMessage());
		}
	}

	/** As {@code oneflow-server.rb} has it: the first two look swapped. */
	private static int status(OneError error) {
		return switch (error) {
			case AUTHORIZATION -> 401;
			case AUTHENTICATION -> 403;
			case NO_EXISTS -> 404;
			default -> FlowError.GENERAL;
		};
	}

	private User user(Exchange exchange) {
		String session = session(exchange.header("Authorization").orElse(""));
		try {
			return cloud.authenticate(session);
		} catch (CloudError e) {
			throw new HttpError(401, "Invalid credentials");
		}
	}

	private static String session(String header) {
		int space = header.indexOf(' ');
		if (space < 0 || !header.substring(0, space).equalsIgnoreCase("Basic")) {
			throw new HttpError(401, "A username and password must be provided");
		}
		try {
			return new String(Base64.getDecoder().decode(header.substring(space + 1).strip()), StandardCharsets.UTF_8);
		} catch (IllegalArgumentException e) {
			throw new HttpError(401, "Invalid credentials");
		}
	}

	static void send(Exchange exchange, int status, JsonNode json) throws IOException {
		exchange.send(status, JSON, FlowJson.write(json).getBytes(StandardCharsets.UTF_8));
	}

	/** The id in the path. */
	static int id(Exchange exchange) throws CloudError {
		String text = exchange.value("id");
		if (!text.matches("\\d{1,9}")) {
			throw new CloudError(OneError.NO_EXISTS, "Error getting document [" + text + "].");
		}
		return Integer.parseInt(text);
	}

	/** A request's {@code {"action":{"perform":...,"params":{...}}}}. */
	record Action(String perform, JsonNode params) {

		static Action of(Exchange exchange) throws IOException {
			var action = exchange.json().path("action");
			if (!action.path("perform").isTextual()) {
				throw new HttpError(FlowError.INVALID, "The body must be {\"action\":{\"perform\":\"...\",\"params\":{...}}}");
			}
			return new Action(action.path("perform").asText(), action.path("params"));
		}

		/** @throws FlowError 500 with the message when there is no such parameter */
		JsonNode demand(String name, String message) throws FlowError {
			var value = params.path(name);
			if (value.isMissingNode() || value.isNull()) {
				throw new FlowError(FlowError.GENERAL, "Action " + perform + ": " + message);
			}
			return value;
		}

		/** A number that may be given as text. */
		int number(String name, String message) throws FlowError {
			var value = demand(name, message);
			if (!value.asText().matches("-?\\d{1,9}")) {
				throw new FlowError(FlowError.GENERAL, "Action " + perform + ": " + name + " must be a number");
			}
			return Integer.parseInt(value.asText());
		}

		FlowError unsupported() {
			return new FlowError(FlowError.GENERAL, "Action " + perform + " not supported");
		}
	}
}
