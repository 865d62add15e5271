package org.fleetdesk.tasks.internal.rollout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.WaveSize;
import org.fleetdesk.tasks.internal.Journal;
import org.fleetdesk.tasks.internal.NewerEntryException;
import org.fleetdesk.tasks.internal.RequestJson;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Activity;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Status;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Target;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Wave;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Entries about rollouts as JSON. Unknown fields are ignored. */
final class RolloutJson implements Journal.Form<RolloutEntry> {

	private final ObjectMapper json = new ObjectMapper();

	@Override
	public byte[] write(RolloutEntry entry) {
		var node = json.createObjectNode();
		switch (entry) {
		case RolloutEntry.Created e -> {
			node.put("e", "created").put("rollout", e.rollout()).put("user", e.user()).put("time", e.time().toString());
			node.set("task", RequestJson.write(e.task()));
			var plan = node.putObject("plan").put("success", e.plan().successThreshold()).put("error", e.plan().errorThreshold())
					.put("soakMillis", e.plan().soak().toMillis()).put("onFailure", e.plan().onFailure().name());
			var waves = plan.putArray("waves");
			e.plan().waves().forEach(w -> waves.add(w.toString()));
		}
		case RolloutEntry.Changed e -> {
			node.put("e", "state").put("rollout", e.rollout());
			state(node, e.state());
		}
		}
		try {
			return json.writeValueAsBytes(node);
		} catch (JsonProcessingException e) {
			throw new IllegalStateException(e); // a tree can always be written
		}
	}

	private static void state(ObjectNode node, RolloutState state) {
		node.put("state", state.state().name()).put("reason", state.reason()).put("present", state.present());
		state.backFrom().ifPresent(w -> node.put("backFrom", w));
		state.ended().ifPresent(t -> node.put("ended", t.toString()));
		state.activity().ifPresent(a -> {
			var left = node.putObject("activity").put("back", a.back()).put("run", a.run()).put("cancelled", a.cancelled()).putArray("left");
			a.left().forEach(left::add);
		});
		var targets = node.putArray("targets");
		state.targets().forEach(t -> targets.addObject().put("status", t.status().name()).put("message", t.message()).put("run", t.run()));
		var waves = node.putArray("waves");
		for (Wave w : state.waves()) {
			var wave = waves.addObject().put("from", w.from()).put("to", w.to()).put("state", w.state().name()).put("failure", w.failure());
			w.soaksTo().ifPresent(t -> wave.put("soaksTo", t.toString()));
			var runs = wave.putArray("runs");
			w.runs().forEach(runs::add);
		}
	}

	@Override
	public RolloutEntry read(byte[] line) throws IOException {
		try {
			var node = json.readTree(line);
			String id = node.required("rollout").asText();
			return switch (node.required("e").asText()) {
			case "created" -> new RolloutEntry.Created(id, RequestJson.read(node.required("task")), plan(node.required("plan")), node.path("user").asText(),
					Instant.parse(node.required("time").asText()));
			case "state" -> new RolloutEntry.Changed(id, state(node));
			default -> throw new NewerEntryException(node.path("e").asText());
			};
		} catch (RuntimeException e) {
			throw new IOException("no entry about a rollout: " + new String(line, 0, Math.min(line.length, 80), StandardCharsets.UTF_8), e);
		}
	}

	private static RolloutPlan plan(JsonNode node) {
		return new RolloutPlan(list(node.required("waves"), w -> WaveSize.of(w.asText())), node.required("success").asInt(), node.required("error").asInt(),
				Duration.ofMillis(node.required("soakMillis").asLong()), RolloutPlan.OnFailure.valueOf(node.required("onFailure").asText()));
	}

	private static RolloutState state(JsonNode node) {
		var activity = Optional.ofNullable(node.get("activity"))
				.map(a -> new Activity(a.path("back").asBoolean(), a.path("run").asText(), list(a.required("left"), JsonNode::asInt), a.path("cancelled").asBoolean()));
		return new RolloutState(Rollout.State.valueOf(node.required("state").asText()), node.path("reason").asText(), node.required("present").asInt(),
				Optional.ofNullable(node.get("backFrom")).map(JsonNode::asInt), activity,
				list(node.required("targets"), t -> new Target(Status.valueOf(t.required("status").asText()), t.path("message").asText(), t.path("run").asText())),
				list(node.required("waves"), w -> new Wave(w.required("from").asInt(), w.required("to").asInt(), WaveState.valueOf(w.required("state").asText()),
						list(w.required("runs"), JsonNode::asText), time(w, "soaksTo"), w.path("failure").asText())),
				time(node, "ended"));
	}

	private static Optional<Instant> time(JsonNode node, String field) {
		return Optional.ofNullable(node.get(field)).map(t -> Instant.parse(t.asText()));
	}

	private static <T> List<T> list(JsonNode array, Function<JsonNode, T> each) {
		var list = new ArrayList<T>();
		array.forEach(n -> list.add(each.apply(n)));
		return list;
	}
}
