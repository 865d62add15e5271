package org.fleetdesk.tasks.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.fleetdesk.core.MaskedJson;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * A request taken apart.
 *
 * @param shown   the request with {@link #HIDDEN} in place of secrets, as everybody sees it and as it stands in the journal
 * @param secrets the values, or texts with a value in them, by JSON pointer into the parameters
 */
public record SecretParameters(TaskRequest shown, Map<String, JsonNode> secrets) {

	/** What stands in place of a secret. */
	public static final String HIDDEN = "***";

	/** Of parameters for single targets, by their keys. */
	private static final String TARGETS = "targets";
	private static final MaskedJson MASK = new MaskedJson(name -> HIDDEN);
	/** Shorter ones are words of the language too: a text would not be readable without them. */
	private static final int LEAST = 4;

	/** @param handler knows what else is secret beside what has the name of a secret, and all values of environments */
	public static SecretParameters of(TaskRequest request, TaskHandler handler) {
		return of(request, handler.secrets(request));
	}

	/** @param marked what is secret whatever its name */
	public static SecretParameters of(TaskRequest request, Collection<JsonPointer> marked) {
		var whole = request.parameters();
		var shown = masked(whole);
		for (JsonPointer pointer : marked) {
			if (!shown.at(pointer).isMissingNode()) {
				set(shown, pointer, hidden(shown.at(pointer)));
			}
		}
		var secrets = new LinkedHashMap<String, JsonNode>();
		collect(JsonPointer.empty(), whole, shown, secrets);
		if (secrets.isEmpty()) {
			return new SecretParameters(request, secrets);
		}
		var parts = new SecretParameters(with(request, request.title(), shown), secrets);
		return new SecretParameters(with(request, scrub(request.title(), texts(parts)), shown), secrets); // a title is made of parameters
	}

	/** The keys of targets are no names of what is below them. */
	private static ObjectNode masked(ObjectNode parameters) {
		var rest = parameters.deepCopy();
		var targets = rest.remove(TARGETS);
		var shown = (ObjectNode) MASK.of((JsonNode) rest);
		if (targets instanceof ObjectNode each) {
			each.properties().forEach(m -> m.setValue(MASK.of(m.getValue())));
		}
		if (targets != null) {
			shown.set(TARGETS, targets instanceof ObjectNode ? targets : MASK.of(targets));
		}
		return shown;
	}

	private static TaskRequest with(TaskRequest request, String title, ObjectNode parameters) {
		return new TaskRequest(request.version(), request.verb(), title, request.targets(), parameters);
	}

	private static JsonNode hidden(JsonNode node) {
		return switch (node) {
		case ObjectNode object -> {
			object.properties().forEach(m -> m.setValue(hidden(m.getValue())));
			yield object;
		}
		case ArrayNode list -> {
			for (int i = 0; i < list.size(); i++) {
				list.set(i, hidden(list.get(i)));
			}
			yield list;
		}
		case JsonNode nothing when nothing.isNull() || nothing.isTextual() && nothing.asText().isEmpty() -> nothing;
		default -> TextNode.valueOf(HIDDEN);
		};
	}

	/** Where two documents of the same structure differ. */
	private static void collect(JsonPointer at, JsonNode whole, JsonNode shown, Map<String, JsonNode> secrets) {
		switch (whole) {
		case ObjectNode object -> object.properties().forEach(m -> collect(at.appendProperty(m.getKey()), m.getValue(), shown.get(m.getKey()), secrets));
		case ArrayNode list -> {
			for (int i = 0; i < list.size(); i++) {
				collect(at.appendIndex(i), list.get(i), shown.get(i), secrets);
			}
		}
		default -> {
			if (!whole.equals(shown)) {
				secrets.put(at.toString(), whole);
			}
		}
		}
	}

	private static void set(ObjectNode root, JsonPointer pointer, JsonNode value) {
		switch (root.at(pointer.head())) {
		case ObjectNode object -> object.set(pointer.last().getMatchingProperty(), value);
		case ArrayNode list -> list.set(pointer.last().getMatchingIndex(), value);
		default -> throw new IllegalArgumentException("no place for " + pointer);
		}
	}

	/** The request as it was asked for. */
	public static TaskRequest join(TaskRequest shown, Map<String, JsonNode> secrets) {
		if (secrets.isEmpty()) {
			return shown;
		}
		var whole = shown.parameters().deepCopy();
		secrets.forEach((pointer, value) -> set(whole, JsonPointer.compile(pointer), value));
		return with(shown, shown.title(), whole);
	}

	/** For users: where the secrets are, such as {@code env/DB_PASSWORD}. */
	public static String names(Collection<String> pointers) {
		return String.join(", ", pointers.stream().map(p -> p.substring(1)).toList());
	}

	/** The secrets as they may stand in a text, the longest first. */
	static List<String> texts(SecretParameters parts) {
		var texts = new TreeMap<String, Boolean>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));
		parts.secrets().forEach((pointer, value) -> {
			String whole = value.asText();
			String shown = parts.shown().parameters().at(pointer).asText();
			// of NAME=value, or of a text that has a secret in it, the rest may be told
			int before = Math.max(0, shown.indexOf(HIDDEN));
			int after = shown.length() - before - HIDDEN.length();
			texts.put(before + after <= whole.length() && shown.indexOf(HIDDEN, before + 1) < 0 ? whole.substring(before, whole.length() - after) : whole, true);
		});
		return texts.keySet().stream().filter(t -> t.length() >= LEAST).toList();
	}

	static String scrub(String text, List<String> secrets) {
		String scrubbed = text;
		for (String secret : secrets) {
			scrubbed = scrubbed.replace(secret, HIDDEN);
		}
		return scrubbed;
	}

	/** Whether a text tells a secret by itself, as a JSON document or in words. */
	static boolean tells(String text) {
		return !MASK.text(text).equals(text) || MASK.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)).filter(masked -> masked.contains(HIDDEN)).isPresent();
	}

	/** Whether something is hidden in the parameters of a request. */
	public static boolean hides(TaskRequest request) {
		return request.parameters().toString().contains(HIDDEN);
	}
}
