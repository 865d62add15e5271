package org.fleetdesk.gateways.engine.internal.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.Products;
import org.fleetdesk.gateways.engine.internal.store.Values;
import org.fleetdesk.gateways.model.AliasForm;

/** Writing, reading and waiting for values (spec/gateways.md 1.1: write, read, hybrid, long poll). */
final class AliasRoutes {

	static final String PATH = "/onep:v1/stack/alias";
	private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
	private static final long LONGEST_MILLIS = 300_000;

	private final Requests requests;
	private final Products products;
	private final Values values;

	AliasRoutes(Requests requests, Products products, Values values) {
		this.requests = requests;
		this.products = products;
		this.values = values;
	}

	void addTo(Router router) {
		router.add("POST", PATH, this::write).add("GET", PATH, this::read);
	}

	/** All writes come before all reads. */
	private void write(Exchange exchange) throws IOException, InterruptedException {
		var device = requests.device(exchange);
		var written = new LinkedHashMap<String, String>();
		for (var pair : Requests.form(exchange)) {
			limit(pair.value());
			written.put(pair.name(), pair.value());
		}
		if (values.write(device, written, exchange.peer())) {
			requests.written(device);
		}
		var wanted = AliasForm.names(Requests.query(exchange));
		answer(exchange, wanted.isEmpty() ? Map.of() : values.read(device, wanted));
	}

	/** @throws HttpError 413 when a value is too long */
	static void limit(String value) {
		if (value.length() > Values.LONGEST) {
			throw new HttpError(413, "A value is longer than " + Values.LONGEST + " characters");
		}
	}

	private void read(Exchange exchange) throws IOException, InterruptedException {
		var device = requests.device(exchange);
		var wanted = AliasForm.names(Requests.query(exchange));
		if (wanted.isEmpty()) {
			throw new HttpError(400, "The query names no alias");
		}
		var timeout = exchange.header("Request-Timeout");
		if (timeout.isPresent()) {
			poll(exchange, device, wanted, time(timeout.get().strip()));
		} else {
			answer(exchange, values.read(device, wanted));
		}
	}

	private static Duration time(String text) {
		if (!text.matches("\\d{1,9}")) {
			throw new HttpError(400, "Request-Timeout is no number of milliseconds");
		}
		return Duration.ofMillis(Math.min(LONGEST_MILLIS, Long.parseLong(text)));
	}

	private void poll(Exchange exchange, DeviceKey device, List<String> wanted, Duration time) throws IOException, InterruptedException {
		if (wanted.size() != 1) {
			throw new HttpError(400, "A request can wait for one alias only");
		}
		var since = exchange.header("If-Modified-Since").or(() -> exchange.header("If-Not-Modified-Since")).flatMap(AliasRoutes::seconds);
		var resource = products.find(device.product()).flatMap(p -> p.resource(wanted.getFirst()));
		try (var watched = exchange.watched()) {
			if (resource.isEmpty()) { // nothing will come; an answer at once would make the device ask without end
				try (var waiter = values.waiters().open(device.id(), 0)) {
					waiter.await(time);
				}
				watched.close();
				exchange.send(304);
				return;
			}
			var point = values.poll(device, resource.get(), since, time);
			watched.close();
			if (point.isEmpty()) {
				exchange.send(304);
				return;
			}
			exchange.setHeader("Last-Modified", DateTimeFormatter.RFC_1123_DATE_TIME.format(point.get().at().atOffset(ZoneOffset.UTC)));
			exchange.send(200, FORM, AliasForm.encode(Map.of(wanted.getFirst(), point.get().text())).getBytes(StandardCharsets.US_ASCII));
		}
	}

	/** Seconds since 1970, as a number or as HTTP writes dates; empty when it is neither. */
	static Optional<Long> seconds(String text) {
		String date = text.strip();
		try {
			return Optional.of(date.matches("\\d{1,11}") ? Long.parseLong(date) : DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from).getEpochSecond());
		} catch (DateTimeParseException e) {
			return Optional.empty();
		}
	}

	private static void answer(Exchange exchange, Map<String, String> read) throws IOException {
		if (read.isEmpty()) {
			exchange.send(204);
		} else {
			exchange.send(200, FORM, AliasForm.encode(read).getBytes(StandardCharsets.US_ASCII));
		}
	}
}
