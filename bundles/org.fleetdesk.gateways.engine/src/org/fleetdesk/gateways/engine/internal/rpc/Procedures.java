package org.fleetdesk.gateways.engine.internal.rpc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.fleetdesk.gateways.engine.internal.fleet.FleetApi;
import org.fleetdesk.gateways.engine.internal.store.AliasState.Point;
import org.fleetdesk.gateways.engine.internal.store.Product;
import org.fleetdesk.gateways.engine.internal.store.Product.Resource;
import org.fleetdesk.gateways.engine.internal.store.Product.Retention;
import org.fleetdesk.gateways.engine.internal.store.Tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The procedures of the RPC API. Dataports are those of the product: what one device gets, all of them have. */
final class Procedures {

	private static final int LONGEST_READ = 10_000;
	/** Characters of values in the answer of one read; what is more is left out, the last of its order first. */
	private static final int MOST_TEXT = 1 << 20;
	/** Points of one call: they are written by one transaction, for which others wait. */
	private static final int MOST_POINTS = 1000;
	private static final long LONGEST_WAIT = 300_000;
	private static final long WAIT = 30_000;
	/** Dataports that were made and have no alias yet. */
	private static final int MOST_UNMAPPED = 1000;
	private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

	/** A dataport without an alias: nothing can be read or written there. */
	private record Unmapped(String product, String name, String format, Retention retention) {
	}

	private final FleetApi.Parts parts;
	private final Infos infos;
	private final Map<String, Unmapped> unmapped = new ConcurrentHashMap<>();

	Procedures(FleetApi.Parts parts) {
		this.parts = parts;
		infos = new Infos(parts);
	}

	/** Makes a call. @param answer gets status and result */
	void call(Client client, String procedure, JsonNode arguments, String peer, ObjectNode answer) throws Failure, InterruptedException {
		if (!arguments.isArray()) {
			throw Failure.arguments();
		}
		answer.put("status", "ok");
		switch (procedure) {
			case "read" -> read(client, arguments, answer);
			case "write" -> write(client, List.of(arguments), peer, answer);
			case "writegroup" -> write(client, items(arguments.path(0)), peer, answer);
			case "record", "recordbatch" -> record(client, arguments, peer, answer);
			case "flush" -> flush(client, arguments, answer);
			case "create" -> create(client, withoutClient(arguments), answer);
			case "update" -> update(client, arguments, answer);
			case "map" -> map(client, withoutClient(arguments), answer);
			case "unmap" -> unmap(client, withoutClient(arguments), answer);
			case "drop" -> drop(client, arguments, answer);
			case "lookup" -> lookup(client, withoutClient(arguments), answer);
			case "listing" -> infos.listing(client, listed(arguments), answer);
			case "info" -> info(client, arguments, answer);
			case "wait" -> await(client, arguments, answer);
			default -> throw new Failure(Failure.WRONG, "Error", "procedure");
		}
	}

	private static List<JsonNode> items(JsonNode array) throws Failure {
		if (!array.isArray()) {
			throw Failure.arguments();
		}
		var items = new ArrayList<JsonNode>();
		array.forEach(items::add);
		return items;
	}

	/** Newer forms name the client first: {@code {"alias":""}}, or a rid in front of a word. */
	private static JsonNode withoutClient(JsonNode arguments) {
		boolean named = arguments.path(0).isObject() || arguments.size() > 1 && arguments.path(0).asText().matches("[0-9a-f]{40}");
		if (!named) {
			return arguments;
		}
		var rest = JSON.arrayNode();
		for (int i = 1; i < arguments.size(); i++) {
			rest.add(arguments.get(i));
		}
		return rest;
	}

	private static JsonNode listed(JsonNode arguments) {
		return arguments.path(0).isArray() ? arguments.path(0) : arguments.path(1);
	}

	/** What an argument names; empty for the client itself. */
	private static Optional<Resource> resource(Client client, JsonNode argument) throws Failure {
		var product = client.dataports();
		if (argument.isObject() && argument.path("alias").isTextual()) {
			String alias = argument.path("alias").asText();
			return alias.isEmpty() ? Optional.empty() : Optional.of(product.flatMap(p -> p.resource(alias)).orElseThrow(Procedures::unknown));
		}
		if (!argument.isTextual()) {
			throw Failure.arguments();
		}
		return argument.asText().equals(client.rid()) ? Optional.empty()
				: Optional.of(product.stream().flatMap(p -> p.resources().stream()).filter(r -> r.rid().equals(argument.asText())).findFirst().orElseThrow(Procedures::unknown));
	}

	/** There is nothing of this name. */
	private static Failure unknown() {
		return new Failure(Failure.WRONG, "Error", "arguments");
	}

	private static Resource dataport(Client client, JsonNode argument) throws Failure {
		return resource(client, argument).orElseThrow(Failure::arguments);
	}

	private static Client.OfDevice device(Client client) throws Failure {
		if (client instanceof Client.OfDevice device) {
			return device;
		}
		throw new Failure(Failure.NOT_ALLOWED, "Only a device has values", "auth");
	}

	private void read(Client client, JsonNode arguments, ObjectNode answer) throws Failure, InterruptedException {
		var device = device(client);
		var resource = dataport(client, arguments.path(0));
		var options = arguments.path(1);
		Instant from = seconds(options.path("starttime"), 0);
		Instant to = options.has("endtime") ? seconds(options.path("endtime"), 0).plusMillis(999) : Instant.ofEpochMilli(Long.MAX_VALUE / 2);
		int limit = Math.clamp(options.path("limit").asLong(1), 1, LONGEST_READ);
		boolean ascending = options.path("sort").asText("desc").equals("asc");
		boolean all = options.path("selection").asText("all").equals("all");
		int most = all ? limit : LONGEST_READ;
		List<Point> points = ascending ? parts.values().history(device.key(), resource, from, to, most)
				: parts.values().history(device.key(), resource, to.plusMillis(1), most).stream().filter(p -> !p.at().isBefore(from)).toList();
		var sent = new ArrayList<Point>();
		var result = answer.putArray("result");
		int size = points.size();
		long text = 0;
		for (int i = 0; i < Math.min(size, limit); i++) {
			var point = points.get(all || size <= limit ? i : (int) ((long) i * size / limit));
			text += point.text().length();
			if (text > MOST_TEXT && i > 0) {
				break;
			}
			point(result.addArray(), resource, point);
			sent.add(point);
		}
		if (device.itself()) {
			parts.values().got(device.key(), resource, sent);
		}
	}

	private static Instant seconds(JsonNode json, long otherwise) {
		return Instant.ofEpochSecond(Math.clamp(json.asLong(otherwise), 0, 253_402_300_799L));
	}

	private static ArrayNode point(ArrayNode array, Resource resource, Point point) {
		array.add(point.at().getEpochSecond());
		if (resource.format().equals("number")) {
			try {
				return array.add(new java.math.BigDecimal(point.text().length() > 100 ? "" : point.text()));
			} catch (NumberFormatException e) {
				// devices write what they like
			}
		}
		return array.add(point.text());
	}

	private static String text(JsonNode value) throws Failure {
		if (!value.isValueNode() || value.isNull()) {
			throw Failure.arguments();
		}
		return value.asText();
	}

	/** Each write is an array of a dataport and a value; all at one time. */
	private void write(Client client, List<JsonNode> writes, String peer, ObjectNode answer) throws Failure, InterruptedException {
		var device = device(client);
		var values = new java.util.LinkedHashMap<String, String>();
		for (JsonNode write : writes) {
			String text = text(write.path(1));
			if (text.length() > org.fleetdesk.gateways.engine.internal.store.Values.LONGEST) {
				throw Failure.arguments();
			}
			values.put(dataport(client, write.path(0)).alias(), text);
		}
		if (device.itself()) {
			parts.values().write(device.key(), values, peer);
		} else {
			parts.database().write(tx -> {
				for (var value : values.entrySet()) {
					parts.values().writeByCloud(tx, device.key(), value.getKey(), value.getValue());
				}
				return tx.revision();
			});
		}
	}

	private void record(Client client, JsonNode arguments, String peer, ObjectNode answer) throws Failure, InterruptedException {
		var device = device(client);
		var resource = dataport(client, arguments.path(0));
		var points = new ArrayList<Map.Entry<Long, String>>();
		for (JsonNode point : items(arguments.path(1))) {
			if (!point.path(0).canConvertToLong()) {
				throw Failure.arguments();
			}
			points.add(Map.entry(point.path(0).asLong(), text(point.path(1))));
		}
		if (points.size() > MOST_POINTS) {
			throw Failure.arguments();
		}
		var refused = parts.values().record(device.key(), resource.alias(), points, peer);
		if (!refused.isEmpty()) {
			var status = answer.putArray("status");
			refused.forEach(ts -> status.addArray().add(ts).add("invalid"));
		}
	}

	private void flush(Client client, JsonNode arguments, ObjectNode answer) throws Failure, InterruptedException {
		var options = arguments.path(1);
		Instant after = options.has("newerthan") ? seconds(options.path("newerthan"), 0).plusMillis(999) : Instant.EPOCH.minusSeconds(1);
		Instant before = options.has("olderthan") ? seconds(options.path("olderthan"), 0) : Instant.ofEpochMilli(Long.MAX_VALUE / 2);
		parts.values().flush(device(client).key(), dataport(client, arguments.path(0)), after, before);
	}

	private static Product definable(Client client) throws Failure {
		if (!client.mayDefine()) {
			throw new Failure(Failure.NOT_ALLOWED, "A device does not change its product", "auth");
		}
		return client.dataports().orElseThrow(Failure::arguments);
	}

	private void create(Client client, JsonNode arguments, ObjectNode answer) throws Failure {
		var product = definable(client);
		JsonNode description = arguments.path(1);
		if (!arguments.path(0).asText().equals("dataport") || !description.isObject()) {
			throw Failure.arguments();
		}
		if (unmapped.size() >= MOST_UNMAPPED) {
			unmapped.remove(unmapped.keySet().iterator().next());
		}
		String rid = new Tokens().next();
		unmapped.put(rid, new Unmapped(product.id(), description.path("name").asText(""), format(description), retention(description)));
		answer.put("result", rid);
	}

	private static String format(JsonNode description) throws Failure {
		return switch (description.path("format").asText("string")) {
			case "float", "integer", "number" -> "number";
			case "string" -> "string";
			case "boolean" -> "boolean";
			default -> throw Failure.arguments();
		};
	}

	/** {@code infinity} is as much as this engine keeps. */
	private static Retention retention(JsonNode description) {
		JsonNode retention = description.path("retention");
		long count = retention.path("count").isNumber() ? retention.path("count").asLong() : 1000;
		long hours = retention.path("duration").isNumber() ? retention.path("duration").asLong() : 8760;
		return new Retention((int) Math.clamp(count, 1, 10_000), Duration.ofHours(Math.clamp(hours, 1, 87_600)));
	}

	private void map(Client client, JsonNode arguments, ObjectNode answer) throws Failure, InterruptedException {
		var product = definable(client);
		String rid = arguments.path(1).asText();
		String alias = arguments.path(2).asText();
		var made = Optional.ofNullable(unmapped.get(rid)).filter(u -> u.product().equals(product.id()));
		if (!arguments.path(0).asText().equals("alias") || product.resource(alias).isPresent()) {
			throw Failure.arguments();
		}
		if (made.isEmpty()) {
			answer.put("status", "invalid");
			return;
		}
		parts.products().define(product.id(), alias, made.get().name(), made.get().format(), true, Optional.of(made.get().retention()), Optional.of(rid));
		unmapped.remove(rid);
	}

	private void unmap(Client client, JsonNode arguments, ObjectNode answer) throws Failure, InterruptedException {
		if (!arguments.path(0).asText().equals("alias")) {
			throw Failure.arguments();
		}
		if (!parts.products().undefine(definable(client).id(), arguments.path(1).asText())) {
			answer.put("status", "invalid");
		}
	}

	private void drop(Client client, JsonNode arguments, ObjectNode answer) throws Failure, InterruptedException {
		var product = definable(client);
		if (unmapped.remove(arguments.path(0).asText()) == null) {
			parts.products().undefine(product.id(), dataport(client, arguments.path(0)).alias());
		}
	}

	private void update(Client client, JsonNode arguments, ObjectNode answer) throws Failure, InterruptedException {
		var product = definable(client);
		var resource = dataport(client, arguments.path(0));
		JsonNode description = arguments.path(1);
		parts.products().define(product.id(), resource.alias(), description.path("name").asText(resource.name()), description.has("format") ? format(description) : resource.format(),
				resource.settable(), description.has("retention") ? Optional.of(retention(description)) : Optional.empty());
	}

	private void lookup(Client client, JsonNode arguments, ObjectNode answer) throws Failure {
		String value = arguments.path(1).isTextual() ? arguments.path(1).asText() : "";
		var product = client.dataports();
		Optional<String> found = switch (arguments.path(0).asText()) {
			case "alias", "aliased" -> value.isEmpty() ? Optional.of(client.rid()) : product.flatMap(p -> p.resource(value)).map(Resource::rid);
			case "owner" -> product.stream().flatMap(p -> p.resources().stream()).anyMatch(r -> r.rid().equals(value)) ? Optional.of(client.rid())
					: value.equals(client.rid()) && product.isPresent() ? Optional.of(client instanceof Client.OfDevice d ? Client.productRid(d.product().id()) : new Client.Vendor().rid())
							: Optional.empty();
			case "shared" -> Optional.empty();
			default -> throw Failure.arguments();
		};
		if (found.isPresent()) {
			answer.put("result", found.get());
		} else {
			answer.put("status", "invalid");
		}
	}

	private void info(Client client, JsonNode arguments, ObjectNode answer) throws Failure {
		var wanted = new ArrayList<String>();
		arguments.path(1).fields().forEachRemaining(e -> Stream.of(e).filter(w -> w.getValue().asBoolean(true)).forEach(w -> wanted.add(w.getKey())));
		var resource = resource(client, arguments.path(0));
		ObjectNode result = resource.isPresent() ? infos.dataport(client, resource.get()) : infos.client(client);
		answer.set("result", wanted.isEmpty() ? result : result.retain(wanted));
	}

	private void await(Client client, JsonNode arguments, ObjectNode answer) throws Failure, InterruptedException {
		var resource = dataport(client, arguments.path(0));
		var options = arguments.path(1);
		var time = Duration.ofMillis(Math.clamp(options.path("timeout").asLong(WAIT), 0, LONGEST_WAIT));
		var since = options.path("since").canConvertToLong() ? Optional.of(Math.max(0, options.path("since").asLong())) : Optional.<Long>empty();
		var device = device(client);
		var point = device.itself() ? parts.values().poll(device.key(), resource, since, time) : parts.values().await(device.key(), resource, since, time);
		if (point.isPresent()) {
			point(answer.putArray("result"), resource, point.get());
		} else {
			answer.put("status", "expire");
		}
	}
}
