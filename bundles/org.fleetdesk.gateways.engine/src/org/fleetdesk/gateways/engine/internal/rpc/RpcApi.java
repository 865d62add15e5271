package org.fleetdesk.gateways.engine.internal.rpc;

import java.io.IOException;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.device.Requests;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.store.Credentials.Known;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Exosite's RPC API, {@code POST /onep:v1/rpc/process} (spec/gateways.md 1.3): calls of a device, or of the vendor for a product or a device. */
public final class RpcApi {

	public static final String PATH = "/onep:v1/rpc/process";
	private static final int MOST_CALLS = 1000;
	/** So many calls of a device count as one more request. A request with {@link #MOST_CALLS} fits into what a device may send at once: what it kept while it was away. */
	private static final int CALLS_OF_A_REQUEST = 20;
	/** Characters of values in the answers of one request. */
	private static final long MOST_TEXT = 8 << 20;
	private static final int LONGEST_ID = 40;
	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	private final FleetApi.Parts parts;
	private final Requests requests;
	private final Procedures procedures;

	/** @param requests the limits of devices and of strangers */
	public RpcApi(FleetApi.Parts parts, Requests requests) {
		this.parts = parts;
		this.requests = requests;
		procedures = new Procedures(parts);
	}

	public void addTo(Router router) {
		router.add("POST", PATH, x -> process(x, Optional.empty()));
	}

	/** Answers calls of an operator who proved himself otherwise. @param product whose calls they are when they name no client */
	public void proxied(Exchange exchange, String product) throws Exception {
		process(exchange, Optional.of(product));
	}

	/** What the API calls a product. */
	public String productRid(Product product) {
		return Client.productRid(product.id());
	}

	private void process(Exchange exchange, Optional<String> product) throws Exception {
		JsonNode answer;
		try {
			JsonNode request = body(exchange);
			JsonNode calls = request.path("calls");
			var client = client(exchange, request.path("auth"), product, 1 + Math.min(calls.size(), MOST_CALLS) / CALLS_OF_A_REQUEST);
			if (!calls.isArray() || calls.size() > MOST_CALLS) {
				throw new Failure(Failure.INVALID, "Invalid", "calls");
			}
			try (var watched = exchange.watched()) {
				answer = answers(client, (ArrayNode) calls, exchange.peer());
			}
		} catch (Failure e) {
			answer = error(JSON.objectNode(), e);
		}
		exchange.sendJson(200, answer);
	}

	private static JsonNode body(Exchange exchange) throws IOException, Failure {
		JsonNode request;
		try {
			request = exchange.json();
		} catch (HttpError e) {
			if (e.status() == 413) {
				throw e;
			}
			throw new Failure(Failure.NOT_JSON, "Invalid JSON", "request");
		}
		if (!request.isObject()) {
			throw new Failure(Failure.INVALID, "Invalid", "request");
		}
		return request;
	}

	private static ObjectNode error(ObjectNode answer, Failure failure) {
		answer.putObject("error").put("code", failure.code()).put("message", failure.getMessage()).put("context", failure.context());
		return answer;
	}

	private ArrayNode answers(Client client, ArrayNode calls, String peer) throws InterruptedException {
		var answers = JSON.arrayNode();
		long text = 0;
		for (JsonNode call : calls) {
			var answer = JSON.objectNode();
			try {
				if (text > MOST_TEXT) {
					throw new Failure(Failure.INVALID, "The answers to the calls before are too long; ask for less at once", "calls");
				}
				procedures.call(client, call.path("procedure").asText(), call.path("arguments"), peer, answer);
			} catch (Failure e) {
				answer.removeAll();
				error(answer.put("status", "fail"), e);
			} catch (IllegalArgumentException | ArithmeticException e) {
				answer.removeAll();
				error(answer.put("status", "fail"), Failure.arguments());
			}
			for (JsonNode point : answer.path("result")) {
				text += point.path(1).asText().length();
			}
			JsonNode id = call.path("id");
			if (id.isNumber() || id.isTextual() && id.asText().length() <= LONGEST_ID) {
				answers.add(JSON.objectNode().<ObjectNode>set("id", id).setAll(answer));
			}
		}
		return answers;
	}

	/** As whom the calls are made. @param weight for how many requests of a device they count */
	private Client client(Exchange exchange, JsonNode auth, Optional<String> product, int weight) throws Failure {
		String cik = auth.path("cik").asText("");
		boolean vendor = product.isPresent() && cik.isEmpty() || parts.token().matches(cik);
		var known = vendor ? Optional.<Known>empty() : requests.known(exchange, cik);
		String named = auth.path("client_id").asText(auth.path("resource_id").asText(""));
		if (known.isPresent()) {
			if (!known.get().locked() && !requests.mayAsk(known.get().device(), weight)) {
				throw Requests.tooMany(exchange, 1, "This device sends too many requests");
			}
			var device = parts.devices().find(known.get().device().id()).filter(d -> !d.locked()).orElseThrow(RpcApi::denied);
			requests.seen(known.get().device(), exchange.peer());
			if (!named.isEmpty() && !named.equals(device.rid())) {
				var owner = parts.products().find(device.product()).orElseThrow(RpcApi::denied);
				if (owner.resources().stream().noneMatch(r -> r.rid().equals(named))) {
					throw denied(); // a device has no descendants
				}
			}
			return ofDevice(device, true);
		}
		if (product.isEmpty() && !vendor) {
			throw denied();
		}
		if (named.isEmpty()) {
			return product.isEmpty() ? new Client.Vendor() : new Client.OfProduct(parts.products().find(product.get()).orElseThrow(RpcApi::denied));
		}
		var device = parts.devices().findByRid(named).filter(d -> product.map(d.product()::equals).orElse(true));
		if (device.isPresent()) {
			return ofDevice(device.get(), false);
		}
		return parts.products().all().values().stream().filter(p -> product.map(p.id()::equals).orElse(true))
				.filter(p -> Client.productRid(p.id()).equals(named) || p.resources().stream().anyMatch(r -> r.rid().equals(named))).findFirst().map(Client.OfProduct::new)
				.orElseThrow(RpcApi::denied);
	}

	private Client ofDevice(Device device, boolean itself) throws Failure {
		return new Client.OfDevice(parts.products().find(device.product()).orElseThrow(RpcApi::denied), device, itself);
	}

	private static Failure denied() {
		return new Failure(Failure.NOT_ALLOWED, "Invalid", "auth");
	}
}
