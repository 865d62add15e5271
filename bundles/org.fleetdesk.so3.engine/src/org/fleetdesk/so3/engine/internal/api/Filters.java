package org.fleetdesk.so3.engine.internal.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.fleetdesk.engine.web.Exchange;
import org.fleetdesk.engine.web.HttpError;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The query parameter {@code filters}: {@code {"name":["a","b"]}}, or the older form {@code {"name":{"a":true}}}. Values of one key are alternatives,
 * except for labels; keys must all hold.
 */
final class Filters {

	private static final ObjectMapper MAPPER = new ObjectMapper();

	private final Map<String, List<String>> values;

	private Filters(Map<String, List<String>> values) {
		this.values = values;
	}

	/** @throws HttpError 400 when it is no filter, or one that is not known here */
	static Filters of(Exchange exchange, Set<String> known) {
		var values = new HashMap<String, List<String>>();
		JsonNode root;
		try {
			root = MAPPER.readTree(exchange.query("filters").orElse("{}"));
		} catch (JsonProcessingException e) {
			throw new HttpError(400, "invalid filter: it is not valid JSON");
		}
		if (!root.isObject()) {
			throw new HttpError(400, "invalid filter: it is no JSON object");
		}
		for (var entry : root.properties()) {
			if (!known.contains(entry.getKey())) {
				throw new HttpError(400, "invalid filter '" + entry.getKey() + "'; known here are " + String.join(", ", known.stream().sorted().toList()));
			}
			var list = new ArrayList<String>();
			if (entry.getValue().isObject()) {
				entry.getValue().properties().stream().filter(p -> p.getValue().asBoolean()).forEach(p -> list.add(p.getKey()));
			} else {
				entry.getValue().forEach(v -> list.add(v.asText()));
			}
			values.put(entry.getKey(), list);
		}
		return new Filters(values);
	}

	/** Whether any of the key's values matches, or there is none. */
	boolean any(String key, Predicate<String> matches) {
		var list = values.getOrDefault(key, List.of());
		return list.isEmpty() || list.stream().anyMatch(matches);
	}

	boolean has(String key) {
		return !values.getOrDefault(key, List.of()).isEmpty();
	}

	/** The values of a key; none when it is not given. */
	List<String> values(String key) {
		return values.getOrDefault(key, List.of());
	}

	/** The latest time that {@code until} allows: the end of time when it is not given. */
	Instant until() {
		return values("until").stream().map(Times::past).reduce((a, b) -> b).orElse(Instant.MAX);
	}

	/** Whether all filters {@code label} hold and none of {@code label!} does: {@code key} or {@code key=value}. */
	boolean labels(Map<String, String> labels) {
		return values("label").stream().allMatch(l -> has(labels, l)) && values("label!").stream().noneMatch(l -> has(labels, l));
	}

	private static boolean has(Map<String, String> labels, String wanted) {
		int equals = wanted.indexOf('=');
		return equals < 0 ? labels.containsKey(wanted) : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
	}
}
