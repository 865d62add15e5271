package org.fleetdesk.gateways.engine.internal.manage;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.content.Blobs;
import org.fleetdesk.gateways.engine.internal.content.ContentStore.Item;
import org.fleetdesk.gateways.engine.internal.content.ContentStore.Notes;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.report.Stored;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The content service of Murano's second generation, as {@code murano} (MuranoCLI 2 and 3) asks for it: bytes go over addresses that are good for a short time. */
final class ServiceRoutes {

	private static final String ITEMS = ProductRoutes.API + "/service/{p}/content/item";
	private static final String ITEM = ITEMS + "/{id}";
	private static final String BYTES = ProductRoutes.API + "/bytes/";
	private static final String FIELD = "file";

	private final ManageApi api;
	private final FleetApi.Parts parts;
	private final Router router;
	private final String scheme;
	private final Tickets tickets;

	/** @param scheme of the addresses that it gives out */
	ServiceRoutes(ManageApi api, FleetApi.Parts parts, Router router, String scheme) {
		this.api = api;
		this.parts = parts;
		this.router = router;
		this.scheme = scheme;
		tickets = new Tickets(parts.clock());
	}

	void add() {
		api.add("GET", ITEMS, (x, who) -> list(x));
		api.add("GET", ITEM, (x, who) -> x.sendJson(200, json(item(x))));
		api.add("DELETE", ITEM, (x, who) -> delete(x));
		api.add("GET", ITEM + "/upload", this::upload);
		api.add("GET", ITEM + "/download", this::download);
		router.add("POST", BYTES + "{ticket}", this::received);
		router.add("GET", BYTES + "{ticket}", this::sent);
	}

	private void list(Exchange exchange) throws Exception {
		var list = JsonNodeFactory.instance.arrayNode();
		boolean full = exchange.flag("full");
		parts.contents().list(api.product(exchange, "p").id()).stream().filter(i -> i.sha256().isPresent()).forEach(i -> {
			if (full) {
				list.add(json(i));
			} else {
				list.add(i.id());
			}
		});
		exchange.sendJson(200, list);
	}

	private Item item(Exchange exchange) {
		return parts.contents().find(api.product(exchange, "p").id(), exchange.value("id")).filter(i -> i.sha256().isPresent())
				.orElseThrow(() -> new HttpError(404, "There is no such file."));
	}

	private static ObjectNode json(Item item) {
		var json = JsonNodeFactory.instance.objectNode().put("id", item.id()).put("type", item.type()).put("length", item.size()).put("last_modified", Stored.time(item.uploaded()))
				.put("sha256", item.sha256().orElse(""));
		json.set("tags", tags(item.meta()));
		return json;
	}

	/** Tags are the note, when that is a JSON object. */
	private static ObjectNode tags(String meta) {
		try {
			return new com.fasterxml.jackson.databind.ObjectMapper().readTree(meta) instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
		} catch (com.fasterxml.jackson.core.JsonProcessingException e) {
			return JsonNodeFactory.instance.objectNode();
		}
	}

	private void delete(Exchange exchange) throws Exception {
		switch (parts.contents().delete(api.product(exchange, "p").id(), exchange.value("id"))) {
			case DELETED -> exchange.send(204);
			case NOTHING -> throw new HttpError(404, "There is no such file.");
			case NEEDED -> throw new HttpError(409, "A deployment that is not ended needs this file.");
		}
	}

	private void upload(Exchange exchange, String who) throws Exception {
		String sha256 = exchange.query("sha256").orElse("").toLowerCase(Locale.ROOT);
		if (!sha256.matches("([0-9a-f]{64})?")) {
			throw new HttpError(400, "\"sha256\" must be 64 hexadecimal digits.");
		}
		String ticket = tickets.issue(api.product(exchange, "p").id(), exchange.value("id"), true, sha256, exchange.query("type").orElse("application/octet-stream"),
				exchange.query("tags").orElse(""), who, time(exchange));
		var json = address(exchange, ticket, "POST").put("enctype", "multipart/form-data").put("field", FIELD);
		json.putObject("inputs");
		exchange.sendJson(200, json);
	}

	private void download(Exchange exchange, String who) throws Exception {
		var item = item(exchange);
		exchange.sendJson(200, address(exchange, tickets.issue(item.product(), item.id(), false, "", "", "", who, time(exchange)), "GET"));
	}

	private static Duration time(Exchange exchange) {
		return Duration.ofSeconds(exchange.query("expires_in").filter(s -> s.matches("\\d{1,6}")).map(Long::valueOf).orElse(300L));
	}

	private ObjectNode address(Exchange exchange, String ticket, String method) {
		String host = exchange.header("Host").filter(h -> h.matches("[A-Za-z0-9.:\\[\\]-]{1,255}")).orElseThrow(() -> new HttpError(400, "The request has no Host."));
		return JsonNodeFactory.instance.objectNode().put("url", scheme + "://" + host + BYTES + ticket).put("method", method).put("id", exchange.value("id"));
	}

	private Tickets.Ticket ticket(Exchange exchange, boolean upload) {
		return tickets.use(exchange.value("ticket"), upload).orElseThrow(() -> new HttpError(403, "This address is not good any more; ask for another one."));
	}

	private void received(Exchange exchange) throws Exception {
		var ticket = ticket(exchange, true);
		var form = new Multipart(exchange.header("Content-Type").orElse(""), exchange.body());
		for (var part = form.next(); part.isPresent(); part = form.next()) {
			if (part.get().name().equals(FIELD)) {
				keep(ticket, part.get());
				exchange.send(204);
				return;
			}
		}
		throw new HttpError(400, "The form has no field \"" + FIELD + "\".");
	}

	private void keep(Tickets.Ticket ticket, Multipart.Part part) throws Exception {
		try (var received = parts.contents().receive(part.body())) {
			if (!ticket.sha256().isEmpty() && !ticket.sha256().equals(received.sha256())) {
				throw new HttpError(400, "The bytes that came have another digest than was said; nothing is kept.");
			}
			var notes = new Notes(ticket.type(), Optional.of(ticket.meta()), Optional.empty(), ticket.who());
			ContentRoutes.kept(parts.contents().keep(ticket.product(), ticket.id(), received, notes), ticket.id());
		} catch (Blobs.TooLarge e) {
			throw new HttpError(413, e.getMessage() + ".");
		} catch (IllegalArgumentException e) {
			throw new HttpError(400, e.getMessage());
		}
	}

	private void sent(Exchange exchange) throws Exception {
		var ticket = ticket(exchange, false);
		ContentRoutes.download(exchange, parts.contents().find(ticket.product(), ticket.id()).orElseThrow(() -> new HttpError(404, "There is no such file.")), parts.contents());
	}
}
