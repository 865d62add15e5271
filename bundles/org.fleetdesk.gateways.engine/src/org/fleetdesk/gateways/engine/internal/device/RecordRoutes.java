package org.fleetdesk.gateways.engine.internal.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.engine.web.Router;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.Values;
import org.fleetdesk.gateways.model.AliasForm;

/** Writing points with times of the device's own (spec/gateways.md 1.1: record in its new form, and in the old one that GMQ uses). */
final class RecordRoutes {

	private final Requests requests;
	private final Values values;

	RecordRoutes(Requests requests, Values values) {
		this.requests = requests;
		this.values = values;
	}

	void addTo(Router router) {
		router.add("POST", "/onep:v1/stack/record", this::record).add("POST", AliasRoutes.PATH + "/{alias}", this::recordOne);
	}

	/** {@code alias=A&ts1=v1&ts2=v2&alias=B&ts3=v3}: the order matters. */
	private void record(Exchange exchange) throws IOException, InterruptedException {
		var device = requests.device(exchange);
		var points = new LinkedHashMap<String, List<Map.Entry<Long, String>>>();
		List<Map.Entry<Long, String>> current = null;
		for (var pair : Requests.form(exchange)) {
			if (pair.name().equals("alias")) {
				current = points.computeIfAbsent(pair.value(), a -> new ArrayList<>());
			} else if (current == null) {
				throw new HttpError(400, "The body begins with a point, and not with the alias to which it belongs");
			} else {
				current.add(point(pair));
			}
		}
		record(exchange, device, points);
	}

	private void recordOne(Exchange exchange) throws IOException, InterruptedException {
		var device = requests.device(exchange);
		var points = new ArrayList<Map.Entry<Long, String>>();
		for (var pair : Requests.form(exchange)) {
			points.add(point(pair));
		}
		record(exchange, device, Map.of(exchange.value("alias"), points));
	}

	private static Map.Entry<Long, String> point(AliasForm.Pair pair) {
		if (!pair.name().matches("-?\\d{1,11}(\\.\\d*)?")) {
			throw new HttpError(400, "A point's time is a number of seconds since 1970");
		}
		AliasRoutes.limit(pair.value());
		int dot = pair.name().indexOf('.');
		return Map.entry(Long.parseLong(dot < 0 ? pair.name() : pair.name().substring(0, dot)), pair.value());
	}

	/** How many points one request may bring: they are written by one transaction, for which others wait. */
	static final int MOST_POINTS = 1000;

	private void record(Exchange exchange, DeviceKey device, Map<String, List<Map.Entry<Long, String>>> points) throws IOException, InterruptedException {
		if (points.values().stream().mapToInt(List::size).sum() > MOST_POINTS) {
			throw new HttpError(413, "A request may bring " + MOST_POINTS + " points; send more in several");
		}
		var refused = new LinkedHashMap<String, String>();
		for (var alias : points.entrySet()) {
			var times = values.record(device, alias.getKey(), alias.getValue(), exchange.peer());
			if (!times.isEmpty()) {
				refused.put(alias.getKey(), String.join(",", times.stream().map(String::valueOf).toList()));
			}
		}
		if (refused.isEmpty()) {
			exchange.send(204);
		} else {
			exchange.send(409, "application/x-www-form-urlencoded; charset=utf-8", AliasForm.encode(refused).getBytes(StandardCharsets.US_ASCII));
		}
	}
}
