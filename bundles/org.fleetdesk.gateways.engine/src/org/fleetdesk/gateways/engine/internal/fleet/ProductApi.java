package org.fleetdesk.gateways.engine.internal.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.store.Product;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Rows;
import org.fleetdesk.gateways.engine.internal.store.Tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Products. */
final class ProductApi {

	private static final int LONGEST_PRODUCT_ID = 16;

	private final FleetApi.Parts parts;

	ProductApi(FleetApi.Parts parts) {
		this.parts = parts;
	}

	void addTo(Routes routes) {
		routes.add("GET", "/products", (x, who) -> list(x));
		routes.add("POST", "/products", (x, who) -> create(x));
		routes.add("GET", "/products/{p}", (x, who) -> x.sendJson(200, json(product(parts.products(), x.value("p")))));
		routes.add("PATCH", "/products/{p}", (x, who) -> update(x));
		routes.add("DELETE", "/products/{p}", (x, who) -> delete(x));
	}

	/** @throws HttpError 404 */
	static Product product(Products products, String id) {
		return products.find(id).orElseThrow(() -> new HttpError(404, "There is no such product."));
	}

	private void list(Exchange exchange) throws Exception {
		var gateways = counts("SELECT product, COUNT(*) FROM device GROUP BY product");
		var content = counts("SELECT product, COUNT(*) FROM content GROUP BY product");
		var list = JsonNodeFactory.instance.arrayNode();
		parts.products().all().values().forEach(p -> list.add(Forms.product(p, gateways.getOrDefault(p.id(), 0L), content.getOrDefault(p.id(), 0L))));
		exchange.sendJson(200, list);
	}

	private Map<String, Long> counts(String sql) {
		var counts = new HashMap<String, Long>();
		parts.database().read(c -> Rows.list(c, sql, row -> counts.put(row.getString(1), row.getLong(2))));
		return counts;
	}

	private ObjectNode json(Product product) {
		long content = parts.database().read(c -> Rows.first(c, "SELECT COUNT(*) FROM content WHERE product = ?", row -> row.getLong(1), product.id())).orElse(0L);
		return Forms.product(product, parts.devices().count(product.id()), content);
	}

	private void create(Exchange exchange) throws Exception {
		var body = Routes.body(exchange);
		String id = body.path("id").asText("").isBlank() ? new Tokens().next().substring(0, LONGEST_PRODUCT_ID) : body.path("id").asText();
		String label = body.path("label").asText("").isBlank() ? id : body.path("label").asText();
		var made = parts.products().create(id, label, flag(body, "whitelist").orElse(true), window(body).orElse(Products.ACTIVATION_WINDOW));
		exchange.sendJson(201, json(made.orElseThrow(() -> new HttpError(409, "There is a product " + id + " already."))));
	}

	private void update(Exchange exchange) throws Exception {
		var body = Routes.body(exchange);
		var label = Optional.of(body.path("label")).filter(JsonNode::isTextual).map(JsonNode::asText);
		var updated = parts.products().update(product(parts.products(), exchange.value("p")).id(), label, flag(body, "whitelist"), window(body));
		exchange.sendJson(200, json(updated.orElseThrow(() -> new HttpError(404, "There is no such product."))));
	}

	private static Optional<Boolean> flag(ObjectNode body, String name) {
		JsonNode flag = body.path(name);
		if (!flag.isBoolean() && !flag.isMissingNode() && !flag.isNull()) {
			throw new HttpError(400, "\"" + name + "\" must be true or false.");
		}
		return flag.isBoolean() ? Optional.of(flag.booleanValue()) : Optional.empty();
	}

	private static Optional<Duration> window(ObjectNode body) {
		JsonNode window = body.path("activationWindow");
		if (!window.canConvertToLong() && !window.isMissingNode() && !window.isNull()) {
			throw new HttpError(400, "\"activationWindow\" must be a number of seconds.");
		}
		return window.canConvertToLong() ? Optional.of(Duration.ofSeconds(window.longValue())) : Optional.empty();
	}

	private void delete(Exchange exchange) throws Exception {
		var product = product(parts.products(), exchange.value("p"));
		if (!exchange.flag("force") && parts.devices().count(product.id()) > 0) {
			throw new HttpError(409, "The product has gateways; delete them first, or all together with ?force=true.");
		}
		if (exchange.flag("force")) {
			parts.devices().deleteAll(product.id());
		}
		if (!parts.contents().without(product.id(), () -> parts.products().delete(product.id()))) {
			throw new HttpError(409, "The product got a gateway meanwhile, or is gone.");
		}
		exchange.send(204);
	}
}
