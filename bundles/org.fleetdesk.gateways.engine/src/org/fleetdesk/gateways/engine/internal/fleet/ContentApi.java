package org.fleetdesk.gateways.engine.internal.fleet;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.content.Blobs;
import org.fleetdesk.gateways.engine.internal.content.ContentStore;
import org.fleetdesk.gateways.engine.internal.content.ContentStore.Item;
import org.fleetdesk.gateways.engine.internal.content.ContentStore.Notes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The content areas of the products. */
final class ContentApi {

	private static final String FILE = "/content/{p}/{id}";
	private static final String SHA256 = "X-Content-SHA256";

	private final FleetApi.Parts parts;

	ContentApi(FleetApi.Parts parts) {
		this.parts = parts;
	}

	void addTo(Routes routes) {
		routes.add("GET", "/content/{p}", (x, who) -> list(x));
		routes.add("PUT", FILE, this::put);
		routes.add("GET", FILE, (x, who) -> get(x));
		routes.add("DELETE", FILE, (x, who) -> delete(x));
	}

	private void list(Exchange exchange) throws Exception {
		var list = JsonNodeFactory.instance.arrayNode();
		parts.contents().list(ProductApi.product(parts.products(), exchange.value("p")).id()).stream().filter(i -> i.sha256().isPresent()).map(Forms::content).forEach(list::add);
		exchange.sendJson(200, list);
	}

	private void put(Exchange exchange, String who) throws Exception {
		var product = ProductApi.product(parts.products(), exchange.value("p"));
		String id = exchange.value("id");
		if (exchange.contentLength() > ContentStore.LARGEST) {
			throw new HttpError(413, "A file has at most " + ContentStore.LARGEST + " bytes.");
		}
		var expected = exchange.header(SHA256).map(s -> s.strip().toLowerCase(Locale.ROOT)).filter(s -> !s.isEmpty());
		var notes = new Notes(exchange.header("Content-Type").orElse("application/octet-stream"), exchange.header("X-Content-Meta"),
				exchange.header("X-Content-Signature").map(String::strip).filter(s -> !s.isEmpty()), who);
		ContentStore.Outcome outcome;
		try (var received = parts.contents().receive(exchange.body())) {
			if (expected.isPresent() && !expected.get().equals(received.sha256())) {
				throw new HttpError(400, "The bytes that came have another digest than " + SHA256 + " says; nothing is kept.");
			}
			outcome = parts.contents().keep(product.id(), id, received, notes);
		} catch (Blobs.TooLarge e) {
			throw new HttpError(413, e.getMessage() + ".");
		}
		switch (outcome) {
			case CREATED -> answer(exchange, 201, product.id(), id);
			case REPLACED, SAME -> answer(exchange, 200, product.id(), id);
			case CONFLICT -> throw new HttpError(409, "There is a package " + id + " with other bytes; a package never changes: give this one another version.");
			case NO_PRODUCT -> throw new HttpError(404, "There is no such product.");
		}
	}

	private void answer(Exchange exchange, int status, String product, String id) throws IOException {
		exchange.sendJson(status, Forms.content(item(product, id)));
	}

	private Item item(String product, String id) {
		return parts.contents().find(product, id).filter(i -> i.sha256().isPresent()).orElseThrow(() -> new HttpError(404, "There is no such file."));
	}

	private void get(Exchange exchange) throws Exception {
		send(exchange, item(exchange.value("p"), exchange.value("id")), parts.contents());
	}

	/** All bytes of a file. A browser that comes across it saves it, and shows nothing of it. */
	static void send(Exchange exchange, Item item, ContentStore contents) throws IOException {
		exchange.setHeader("ETag", "\"" + item.sha256().orElseThrow() + "\"").setHeader(SHA256, item.sha256().orElseThrow())
				.setHeader("Content-Disposition", "attachment").setHeader("Content-Length", Long.toString(item.size()));
		item.signature().ifPresent(s -> exchange.setHeader("X-Content-Signature", s));
		try (var in = contents.open(item, 0); var out = exchange.stream(200, Optional.of(item.type()).filter(t -> !t.isEmpty()).orElse("application/octet-stream"))) {
			if (!exchange.method().equals("HEAD")) {
				in.transferTo(out);
			}
		}
	}

	private void delete(Exchange exchange) throws Exception {
		switch (parts.contents().delete(exchange.value("p"), exchange.value("id"))) {
			case DELETED -> exchange.send(204);
			case NOTHING -> throw new HttpError(404, "There is no such file.");
			case NEEDED -> throw new HttpError(409, "A deployment that is not ended needs this file.");
		}
	}
}
