package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.internal.Entry.AttemptFailed;
import org.fleetdesk.tasks.internal.Entry.Carried;
import org.fleetdesk.tasks.internal.Entry.Resumed;
import org.fleetdesk.tasks.internal.Entry.StepEnded;
import org.fleetdesk.tasks.internal.Entry.StepStarted;
import org.fleetdesk.tasks.internal.Entry.StepState;
import org.fleetdesk.tasks.internal.Entry.Submitted;
import org.fleetdesk.tasks.internal.Entry.TargetEnded;
import org.fleetdesk.tasks.internal.Entry.Undoing;
import org.fleetdesk.tasks.internal.Entry.ValueKept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Journal entries as JSON, one object an entry: {@code {"e":"submitted","run":"…",…}}. Unknown fields are ignored. */
final class EntryJson implements Journal.Form<Entry> {

	/** Encrypts what must not be read in the journal. */
	interface Seal {

		/** @param run that it belongs to */
		String seal(String run, String text) throws IOException;

		String open(String run, String sealed) throws IOException;
	}

	private final ObjectMapper json = new ObjectMapper();
	private final Seal seal;

	EntryJson(Seal seal) {
		this.seal = seal;
	}

	@Override
	public byte[] write(Entry entry) throws IOException {
		var node = json.createObjectNode();
		switch (entry) {
		case Submitted e -> {
			node.put("e", "submitted").put("run", e.run()).put("origin", e.origin()).put("user", e.user()).put("time", e.time().toString());
			e.retryOf().ifPresent(id -> node.put("retryOf", id));
			e.undoOf().ifPresent(id -> node.put("undoOf", id));
			e.rollout().ifPresent(id -> node.put("rollout", id));
			node.set("request", RequestJson.write(e.request()));
			if (!e.secrets().isEmpty()) {
				var secrets = node.putArray("secrets");
				e.secrets().forEach(secrets::add);
			}
			var carried = node.putArray("carried");
			for (Carried c : e.carried()) {
				var one = carried.addObject();
				var values = one.putObject("values");
				for (var value : c.values().entrySet()) {
					value(values, value.getKey(), e.run(), value.getValue(), !e.secrets().isEmpty() || SecretParameters.tells(value.getValue()));
				}
				var steps = one.putObject("steps");
				c.steps().forEach((step, state) -> steps.put(step, state.name()));
			}
		}
		case StepStarted e -> node.put("e", "started").put("run", e.run()).put("target", e.target()).put("step", e.step()).put("title", e.title())
				.put("attempt", e.attempt()).put("time", e.time().toString());
		case AttemptFailed e -> node.put("e", "attempt").put("run", e.run()).put("target", e.target()).put("step", e.step()).put("attempt", e.attempt())
				.put("reason", e.reason()).put("next", e.next().toString());
		case StepEnded e -> node.put("e", "ended").put("run", e.run()).put("target", e.target()).put("step", e.step()).put("state", e.state().name());
		case ValueKept e -> {
			node.put("e", "value").put("run", e.run()).put("target", e.target()).put("name", e.name());
			value(node, "value", e.run(), e.value(), e.secret());
		}
		case Undoing e -> node.put("e", "undoing").put("run", e.run()).put("target", e.target()).put("step", e.step()).put("title", e.title())
				.put("state", e.state().name()).put("message", e.message());
		case Resumed e -> {
			node.put("e", "resumed").put("run", e.run()).put("time", e.time().toString());
			var targets = node.putArray("targets");
			e.targets().forEach(targets::add);
		}
		case TargetEnded e -> node.put("e", "result").put("run", e.run()).put("target", e.target()).put("state", e.state().name())
				.put("message", e.message()).put("time", e.time().toString());
		}
		try {
			return json.writeValueAsBytes(node);
		} catch (JsonProcessingException e) {
			throw new IllegalStateException(e); // a tree can always be written
		}
	}

	/** A secret one is an object {@code {"sealed":"…"}}. */
	private void value(ObjectNode in, String field, String run, String value, boolean secret) throws IOException {
		if (secret) {
			in.putObject(field).put("sealed", seal.seal(run, value));
		} else {
			in.put(field, value);
		}
	}

	private String value(JsonNode node, String run) throws IOException {
		return node.isObject() ? seal.open(run, node.required("sealed").asText()) : node.asText();
	}

	@Override
	public Entry read(byte[] line) throws IOException {
		try {
			return entry(json.readTree(line));
		} catch (RuntimeException e) {
			throw new IOException("no journal entry: " + new String(line, 0, Math.min(line.length, 80), StandardCharsets.UTF_8), e);
		}
	}

	private Entry entry(JsonNode node) throws IOException {
		String run = node.required("run").asText();
		int target = node.path("target").asInt();
		return switch (node.required("e").asText()) {
		case "submitted" -> new Submitted(run, node.required("origin").asText(), text(node, "retryOf"), text(node, "undoOf"), text(node, "rollout"),
				RequestJson.read(node.required("request")), RequestJson.secrets(node), node.path("user").asText(), time(node), carried(run, node.required("carried")));
		case "started" -> new StepStarted(run, target, node.required("step").asText(), node.path("title").asText(), node.path("attempt").asInt(1), time(node));
		case "attempt" -> new AttemptFailed(run, target, node.required("step").asText(), node.path("attempt").asInt(1), node.path("reason").asText(),
				Instant.parse(node.required("next").asText()));
		case "undoing" -> new Undoing(run, target, node.required("step").asText(), node.path("title").asText(), TaskState.valueOf(node.required("state").asText()),
				node.path("message").asText());
		case "resumed" -> new Resumed(run, node.required("targets").valueStream().map(JsonNode::asInt).toList(), time(node));
		case "ended" -> new StepEnded(run, target, node.required("step").asText(), StepState.valueOf(node.required("state").asText()));
		case "value" -> new ValueKept(run, target, node.required("name").asText(), value(node.required("value"), run), node.get("value").isObject());
		case "result" -> new TargetEnded(run, target, TaskState.valueOf(node.required("state").asText()), node.path("message").asText(), time(node));
		default -> throw new NewerEntryException(node.path("e").asText());
		};
	}

	private List<Carried> carried(String run, JsonNode list) throws IOException {
		var carried = new ArrayList<Carried>();
		for (JsonNode c : list) {
			var values = new HashMap<String, String>();
			for (var v : c.path("values").properties()) {
				values.put(v.getKey(), value(v.getValue(), run));
			}
			var steps = new HashMap<String, StepState>();
			c.path("steps").properties().forEach(s -> steps.put(s.getKey(), StepState.valueOf(s.getValue().asText())));
			carried.add(new Carried(values, steps));
		}
		return carried;
	}

	private static Optional<String> text(JsonNode node, String field) {
		return Optional.ofNullable(node.path(field).textValue());
	}

	private static Instant time(JsonNode node) {
		return Instant.parse(node.required("time").asText());
	}
}
