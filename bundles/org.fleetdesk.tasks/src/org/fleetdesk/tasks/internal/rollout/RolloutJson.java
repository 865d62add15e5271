package org.fleetdesk.tasks.internal.rollout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

/** Entries about rollouts as JSON. Unknown fields are ignored. {@code state} is all of it, {@code change} what changed, with targets and waves by index. */
final class RolloutJson implements Journal.Form<RolloutEntry> {

	private final ObjectMapper json = new ObjectMapper();

	@Override
	public byte[] write(RolloutEntry entry) {
		var node = json.createObjectNode();
		switch (entry) {
		case RolloutEntry.Created e -> {
			node.put("e", "created").put("rollout", e.rollout()).put("user", e.user()).put("time", e.time().toString());
			node.set("task", RequestJson.write(e.task()));
			if (!e.secrets().isEmpty()) {
				var secrets = node.putArray("secrets");
				e.secrets().forEach(secrets::add);
			}
			var plan = node.putObject("plan").put("success", e.plan().successThreshold()).put("error", e.plan().errorThreshold())
					.put("soakMillis", e.plan().soak().toMillis()).put("onFailure", e.plan().onFailure().name());
			var waves = plan.putArray("waves");
			e.plan().waves().forEach(w -> waves.add(w.toString()));
		}
		case RolloutEntry.Whole e -> {
			node.put("e", "state").put("rollout", e.rollout());
			e.time().ifPresent(t -> node.put("time", t.toString()));
			state(node, e.state());
		}
		case RolloutEntry.Changed e -> {
			node.put("e", "change").put("rollout", e.rollout()).put("number", e.number()).put("time", e.time().toString());
			change(node, e.change());
		}
		}
		try {
			return json.writeValueAsBytes(node);
		} catch (JsonProcessingException e) {
			throw new IllegalStateException(e); // a tree can always be written
		}
	}

	private static void state(ObjectNode node, RolloutState s) {
		small(node, s.state(), s.reason(), s.present(), s.backFrom(), s.activity(), s.ended(), s.acknowledged());
		var targets = node.putArray("targets");
		s.targets().forEach(t -> target(targets.addObject(), t));
		var waves = node.putArray("waves");
		s.waves().forEach(w -> wave(waves.addObject(), w));
	}

	private static void change(ObjectNode node, RolloutChange c) {
		small(node, c.state(), c.reason(), c.present(), c.backFrom(), c.activity(), c.ended(), c.acknowledged());
		var targets = node.putObject("targets");
		c.targets().forEach((i, t) -> target(targets.putObject(i.toString()), t));
		var waves = node.putObject("waves");
		c.waves().forEach((i, w) -> wave(waves.putObject(i.toString()), w));
	}

	private static void small(ObjectNode node, Rollout.State state, String reason, int present, Optional<Integer> backFrom, Optional<Activity> activity, Optional<Instant> ended,
			boolean acknowledged) {
		node.put("state", state.name()).put("reason", reason).put("present", present);
		backFrom.ifPresent(w -> node.put("backFrom", w));
		ended.ifPresent(t -> node.put("ended", t.toString()));
		if (acknowledged) {
			node.put("acknowledged", true);
		}
		activity.ifPresent(a -> {
			var left = node.putObject("activity").put("back", a.back()).put("run", a.run()).put("cancelled", a.cancelled()).putArray("left");
			a.left().forEach(left::add);
		});
	}

	private static void target(ObjectNode node, Target t) {
		node.put("status", t.status().name()).put("message", t.message()).put("run", t.run());
	}

	private static void wave(ObjectNode node, Wave w) {
		node.put("from", w.from()).put("to", w.to()).put("state", w.state().name()).put("failure", w.failure());
		w.soaksTo().ifPresent(t -> node.put("soaksTo", t.toString()));
		var runs = node.putArray("runs");
		w.runs().forEach(runs::add);
	}

	@Override
	public RolloutEntry read(byte[] line) throws IOException {
		try {
			var node = json.readTree(line);
			String id = node.required("rollout").asText();
			return switch (node.required("e").asText()) {
			case "created" -> new RolloutEntry.Created(id, RequestJson.read(node.required("task")), RequestJson.secrets(node), plan(node.required("plan")), node.path("user").asText(),
					Instant.parse(node.required("time").asText()));
			case "state" -> new RolloutEntry.Whole(id, state(node), time(node, "time"));
			case "change" -> new RolloutEntry.Changed(id, node.required("number").asInt(), change(node), Instant.parse(node.required("time").asText()));
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
		var small = small(node, Map.of(), Map.of());
		return new RolloutState(small.state(), small.reason(), small.present(), small.backFrom(), small.activity(), list(node.required("targets"), RolloutJson::target),
				list(node.required("waves"), RolloutJson::wave), small.ended(), small.acknowledged());
	}

	private static RolloutChange change(JsonNode node) {
		var targets = new TreeMap<Integer, Target>();
		node.required("targets").properties().forEach(t -> targets.put(Integer.valueOf(t.getKey()), target(t.getValue())));
		var waves = new TreeMap<Integer, Wave>();
		node.required("waves").properties().forEach(w -> waves.put(Integer.valueOf(w.getKey()), wave(w.getValue())));
		return small(node, targets, waves);
	}

	private static RolloutChange small(JsonNode node, Map<Integer, Target> targets, Map<Integer, Wave> waves) {
		var activity = Optional.ofNullable(node.get("activity"))
				.map(a -> new Activity(a.path("back").asBoolean(), a.path("run").asText(), list(a.required("left"), JsonNode::asInt), a.path("cancelled").asBoolean()));
		return new RolloutChange(Rollout.State.valueOf(node.required("state").asText()), node.path("reason").asText(), node.required("present").asInt(),
				Optional.ofNullable(node.get("backFrom")).map(JsonNode::asInt), activity, time(node, "ended"), node.path("acknowledged").asBoolean(),
				targets, waves);
	}

	private static Target target(JsonNode t) {
		return new Target(Status.valueOf(t.required("status").asText()), t.path("message").asText(), t.path("run").asText());
	}

	private static Wave wave(JsonNode w) {
		return new Wave(w.required("from").asInt(), w.required("to").asInt(), WaveState.valueOf(w.required("state").asText()), list(w.required("runs"), JsonNode::asText),
				time(w, "soaksTo"), w.path("failure").asText());
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
