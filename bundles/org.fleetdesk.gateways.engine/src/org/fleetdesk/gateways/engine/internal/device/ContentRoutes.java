package org.fleetdesk.gateways.engine.internal.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.store.Contents;
import org.fleetdesk.gateways.engine.internal.store.Contents.Content;
import org.fleetdesk.gateways.engine.internal.store.Device;
import org.fleetdesk.gateways.engine.internal.store.Devices;

/** The content area (spec/gateways.md 1.1: list, info, download). */
final class ContentRoutes {

	private static final String CSV = "text/csv; charset=utf-8";

	private final Requests requests;
	private final Devices devices;
	private final Contents contents;

	ContentRoutes(Requests requests, Devices devices, Contents contents) {
		this.requests = requests;
		this.devices = devices;
		this.contents = contents;
	}

	void addTo(Router router) {
		router.add("GET", "/provision/download", this::content);
	}

	private void content(Exchange exchange) throws IOException {
		var key = requests.device(exchange);
		var device = devices.find(key.id()).orElseThrow(() -> new HttpError(401, "The device is not there any more"));
		boolean info = exchange.flag("info");
		for (String part : new String[] { "vendor", "model" }) {
			if (exchange.query(part).filter(v -> !v.equals(key.product())).isPresent()) {
				throw new HttpError(info ? 400 : 403, "The vendor and model are not those of this device");
			}
		}
		var id = exchange.query("id");
		if (id.isEmpty()) {
			var list = new StringBuilder();
			contents.list(device).forEach(i -> list.append(i).append("\r\n"));
			exchange.send(200, CSV, list.toString().getBytes(StandardCharsets.UTF_8));
			return;
		}
		var content = contents.find(device, id.get()).orElseThrow(() -> new HttpError(404, "There is no such content"));
		if (info) {
			exchange.send(200, CSV, (content.type() + "," + content.size() + "," + content.updated().getEpochSecond() + "," + content.meta()).getBytes(StandardCharsets.UTF_8));
		} else {
			download(exchange, device, content);
		}
	}

	private void download(Exchange exchange, Device device, Content content) throws IOException {
		exchange.setHeader("ETag", "\"" + content.sha256() + "\"").setHeader("X-Content-SHA256", content.sha256()).setHeader("Accept-Ranges", "bytes")
				.setHeader("Last-Modified", DateTimeFormatter.RFC_1123_DATE_TIME.format(content.updated().atOffset(ZoneOffset.UTC)));
		content.signature().ifPresent(s -> exchange.setHeader("X-Content-Signature", s));
		Optional<ByteRange> range;
		try {
			var header = exchange.header("Range").filter(r -> exchange.header("If-Range").map(t -> t.strip().equals("\"" + content.sha256() + "\"")).orElse(true));
			range = header.isPresent() ? ByteRange.of(header.get(), content.size()) : Optional.empty();
		} catch (ByteRange.Unsatisfiable e) {
			exchange.setHeader("Content-Range", "bytes */" + content.size());
			throw new HttpError(416, "The content has " + content.size() + " bytes");
		}
		range.ifPresent(r -> exchange.setHeader("Content-Range", r.of(content.size())));
		var part = range.orElse(new ByteRange(0, content.size()));
		try (var in = contents.open(device.product(), content, part.from())) {
			exchange.setHeader("Content-Length", Long.toString(part.length()));
			try (var out = exchange.stream(range.isPresent() ? 206 : 200, content.type())) {
				if (!exchange.method().equals("HEAD")) {
					Contents.copy(in, out, part.length());
				}
			}
		} catch (NoSuchFileException e) {
			throw new HttpError(404, "There is no such content");
		}
	}
}
