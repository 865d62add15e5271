package org.fleetdesk.gateways.model;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What {@code usage_report} holds: traffic by interface, consumer and method, as
 * {@code {"eth0": {"top_consumer": "gwe", "gwe": {"http_write": {"tot_rx": 812, "max_rx": 210, "tot_tx": 4096, "max_tx": 1500, "num": 12}}}}}.
 *
 * @param interfaces by name, in the report's order
 */
public record UsageReport(Map<String, Interface> interfaces) {

	/**
	 * @param topConsumer who moved most; empty when the interface is not used
	 * @param consumers   the methods of each consumer, by their names
	 */
	public record Interface(String topConsumer, Map<String, Map<String, Traffic>> consumers) {

		public Interface {
			consumers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(consumers));
		}

		/** Bytes that all consumers together received. */
		public long received() {
			return consumers.values().stream().flatMap(m -> m.values().stream()).mapToLong(Traffic::received).sum();
		}

		/** Bytes that all consumers together sent. */
		public long sent() {
			return consumers.values().stream().flatMap(m -> m.values().stream()).mapToLong(Traffic::sent).sum();
		}
	}

	/**
	 * @param received     bytes in all
	 * @param mostReceived bytes at once
	 * @param sent         bytes in all
	 * @param mostSent     bytes at once
	 * @param count        how many times
	 */
	public record Traffic(long received, long mostReceived, long sent, long mostSent, long count) {
	}

	private static final String TOP = "top_consumer";
	private static final String LOOPBACK = "lo";

	public UsageReport {
		interfaces = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(interfaces));
	}

	/** Those of some interfaces whose traffic leaves the gateway: all but the loopback, unless there is no other one. */
	public static List<String> outward(Collection<String> names) {
		var outward = names.stream().filter(n -> !n.equals(LOOPBACK)).toList();
		return outward.isEmpty() ? List.copyOf(names) : outward;
	}

	/** Bytes received by what leads {@link #outward}. */
	public long received() {
		return outward(interfaces.keySet()).stream().map(interfaces::get).mapToLong(Interface::received).sum();
	}

	/** Bytes sent by what leads {@link #outward}. */
	public long sent() {
		return outward(interfaces.keySet()).stream().map(interfaces::get).mapToLong(Interface::sent).sum();
	}

	/** @throws IllegalArgumentException when the text is no JSON object; the message can be shown */
	public static UsageReport of(String text) {
		var interfaces = new LinkedHashMap<String, Interface>();
		Json.object(text).fields().forEachRemaining(entry -> {
			var consumers = new LinkedHashMap<String, Map<String, Traffic>>();
			for (Iterator<Map.Entry<String, JsonNode>> all = entry.getValue().fields(); all.hasNext();) {
				var consumer = all.next();
				if (consumer.getValue().isObject()) {
					var methods = new LinkedHashMap<String, Traffic>();
					consumer.getValue().fields().forEachRemaining(method -> methods.put(method.getKey(), traffic(method.getValue())));
					consumers.put(consumer.getKey(), methods);
				}
			}
			interfaces.put(entry.getKey(), new Interface(Json.text(entry.getValue().path(TOP)), consumers));
		});
		return new UsageReport(interfaces);
	}

	private static Traffic traffic(JsonNode json) {
		return new Traffic(json.path("tot_rx").asLong(), json.path("max_rx").asLong(), json.path("tot_tx").asLong(), json.path("max_tx").asLong(), json.path("num").asLong());
	}

	/** The value of {@code usage_report}. */
	public String text() {
		var json = Json.object();
		interfaces.forEach((name, of) -> {
			var consumers = json.putObject(name).put(TOP, of.topConsumer());
			of.consumers().forEach((consumer, methods) -> {
				var each = consumers.putObject(consumer);
				methods.forEach((method, t) -> each.putObject(method).put("tot_rx", t.received()).put("max_rx", t.mostReceived()).put("tot_tx", t.sent()).put("max_tx", t.mostSent())
						.put("num", t.count()));
			});
		});
		return json.toString();
	}
}
