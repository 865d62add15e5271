package org.fleetdesk.gateways.engine.internal.manage;

import java.io.IOException;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.content.Blobs;
import org.fleetdesk.gateways.engine.internal.content.ContentStore;
import org.fleetdesk.gateways.engine.internal.content.ContentStore.Item;
import org.fleetdesk.gateways.engine.internal.content.ContentStore.Notes;
import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.store.Contents;
import org.fleetdesk.gateways.engine.internal.store.Rows;

/** Content areas in the management API. An id is made first and its bytes are uploaded then, which the tools do over an id that is there. */
final class ContentRoutes {

	private static final String AREA = ManageApi.BASE + "/content/{p}/";
	private static final String FILE = AREA + "{id}";

	private final ManageApi api;
	private final FleetApi.Parts parts;

	ContentRoutes(ManageApi api, FleetApi.Parts parts) {
		this.api = api;
		this.parts = parts;
	}

	void add() {
		api.add("GET", AREA, (x, who) -> list(x));
		api.add("POST", AREA, this::change);
		api.add("GET", FILE, (x, who) -> one(x));
		api.add("POST", FILE, this::upload);
		api.add("DELETE", FILE, (x, who) -> delete(x, x.value("id")));
	}

	private void list(Exchange exchange) throws Exception {
		var product = api.product(exchange, "p");
		var sn = exchange.query("sn");
		if (sn.isPresent()) {
			var device = parts.devices().find(product.id(), sn.get()).orElseThrow(() -> new HttpError(404, "There is no such serial number."));
			Csv.page(exchange, parts.contents().list(device).stream().map(Csv::line).toList());
		} else {
			Csv.page(exchange, parts.contents().list(product.id()).stream().map(i -> Csv.line(i.id())).toList());
		}
	}

	private void change(Exchange exchange, String who) throws Exception {
		var product = api.product(exchange, "p");
		var form = Form.of(exchange);
		if (form.flag("delete")) {
			delete(exchange, form.demand("id"));
		} else if (parts.contents().declare(product.id(), form.demand("id"), form.value("meta").orElse(""), form.flag("protected"), who)) {
			ManageApi.reset(exchange);
		} else {
			throw new HttpError(409, "There is a file of this id already.");
		}
	}

	private Item item(Exchange exchange) {
		return parts.contents().find(api.product(exchange, "p").id(), exchange.value("id")).orElseThrow(() -> new HttpError(404, "There is no such file."));
	}

	private void one(Exchange exchange) throws Exception {
		var item = item(exchange);
		if (exchange.flag("download")) {
			download(exchange, item, parts.contents());
		} else if (exchange.query("show").map("groups"::equals).orElse(false)) {
			Csv.page(exchange, parts.database().read(c -> Rows.list(c, "SELECT group_id FROM group_member WHERE product = ? AND type = 'content' AND member = ? ORDER BY group_id",
					row -> Csv.line(row.getString(1)), item.product(), item.id())));
		} else {
			Csv.send(exchange, java.util.List.of(Csv.line(item.type(), item.size(), item.uploaded().getEpochSecond(), item.meta(), item.restricted())));
		}
	}

	/** All bytes, or one range of them. */
	static void download(Exchange exchange, Item item, ContentStore contents) throws IOException {
		if (item.sha256().isEmpty()) {
			throw new HttpError(404, "The file was not uploaded yet.");
		}
		var range = exchange.header("Range").flatMap(r -> Range.of(r, item.size()));
		long from = range.map(Range::from).orElse(0L);
		long length = range.map(r -> r.to() - r.from() + 1).orElse(item.size());
		exchange.setHeader("Accept-Ranges", "bytes").setHeader("ETag", "\"" + item.sha256().get() + "\"").setHeader("Content-Disposition", "attachment")
				.setHeader("Content-Length", Long.toString(length));
		range.ifPresent(r -> exchange.setHeader("Content-Range", "bytes " + r.from() + "-" + r.to() + "/" + item.size()));
		String type = Optional.of(item.type()).filter(t -> !t.isEmpty()).orElse("application/octet-stream");
		try (var in = contents.open(item, from); var out = exchange.stream(range.isPresent() ? 206 : 200, type)) {
			if (!exchange.method().equals("HEAD")) {
				Contents.copy(in, out, length);
			}
		}
	}

	/** One range of bytes, both ends included; one that cannot be read, or lies behind the end, is none. */
	private record Range(long from, long to) {

		static Optional<Range> of(String header, long size) {
			var parts = java.util.regex.Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})").matcher(header.strip());
			if (!parts.matches() || size == 0 || parts.group(1).isEmpty() && parts.group(2).isEmpty()) {
				return Optional.empty();
			}
			long from = parts.group(1).isEmpty() ? Math.max(0, size - Long.parseLong(parts.group(2))) : Long.parseLong(parts.group(1));
			long to = parts.group(1).isEmpty() || parts.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(parts.group(2)));
			return from > to ? Optional.empty() : Optional.of(new Range(from, to));
		}
	}

	private void upload(Exchange exchange, String who) throws Exception {
		var product = api.product(exchange, "p");
		String id = exchange.value("id");
		if (parts.contents().find(product.id(), id).isEmpty()) {
			throw new HttpError(404, "There is no such file: make its id first.");
		}
		upload(exchange, parts.contents(), product.id(), id, new Notes(exchange.header("Content-Type").orElse("application/octet-stream"), Optional.empty(), Optional.empty(), who));
		ManageApi.reset(exchange);
	}

	/** Takes the request's body as the bytes of a file. */
	static void upload(Exchange exchange, ContentStore contents, String product, String id, Notes notes) throws Exception {
		try (var received = contents.receive(exchange.body())) {
			kept(contents.keep(product, id, received, notes), id);
		} catch (Blobs.TooLarge e) {
			throw new HttpError(413, e.getMessage() + ".");
		}
	}

	/** @throws HttpError when it was not kept */
	static void kept(ContentStore.Outcome outcome, String id) {
		switch (outcome) {
			case CONFLICT -> throw new HttpError(409, "There is a package " + id + " with other bytes; a package never changes: give this one another version.");
			case NO_PRODUCT -> throw new HttpError(404, "There is no such model.");
			default -> {
				// kept
			}
		}
	}

	private void delete(Exchange exchange, String id) throws Exception {
		switch (parts.contents().delete(api.product(exchange, "p").id(), id)) {
			case DELETED -> ManageApi.reset(exchange);
			case NOTHING -> throw new HttpError(404, "There is no such file.");
			case NEEDED -> throw new HttpError(409, "A deployment that is not ended needs this file.");
		}
	}
}
