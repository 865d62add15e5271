package org.fleetdesk.ui.internal.rollouts;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskRun.Links;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.WaveSize;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Rollouts of any shape, for tests. */
final class Fleet {

	static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

	private final List<TaskTarget> targets;
	private final RolloutPlan plan;
	private final Map<String, TaskRun> runs = new HashMap<>();
	private final Map<Integer, List<String>> runsOf = new HashMap<>();
	private final Map<Integer, WaveState> states = new HashMap<>();
	private final Map<Integer, List<String>> health = new HashMap<>();

	Fleet(int targets, int soakSeconds, String... sizes) {
		this.targets = targets(targets);
		plan = new RolloutPlan(Arrays.stream(sizes).map(WaveSize::of).toList(), 100, 20, Duration.ofSeconds(soakSeconds), OnFailure.ROLL_BACK_WAVE);
	}

	/** c1 on lab, c2 on lab, … */
	static List<TaskTarget> targets(int count) {
		return IntStream.rangeClosed(1, count).mapToObj(i -> new TaskTarget(new ResourceId("lab", "container", "c" + i), "c" + i + " on lab")).toList();
	}

	/** A run of a wave, one target for each state, beginning with the wave's target of this index. */
	Fleet run(int wave, WaveState state, int from, TaskState... fares) {
		return run(wave, state, from, false, fares);
	}

	/** A run that takes back. */
	Fleet back(int wave, WaveState state, int from, TaskState... fares) {
		return run(wave, state, from, true, fares);
	}

	private Fleet run(int wave, WaveState state, int from, boolean back, TaskState... fares) {
		var mine = plan.split(targets).get(wave - 1).subList(from, from + fares.length);
		var each = IntStream.range(0, fares.length).mapToObj(i -> new TargetRun(mine.get(i), fares[i], "step", 0.5, Optional.empty(), 0, 1, Optional.empty(),
				fares[i] == TaskState.FAILED ? "it did not work" : "", Optional.of(START), Optional.empty())).toList();
		String id = "run-" + (runs.size() + 1);
		var parameters = JsonNodeFactory.instance.objectNode().put("image", back ? "ticker" : "ticker-v2");
		runs.put(id, new TaskRun(id, new TaskRequest(1, "t.update", "Update", mine, parameters), TaskState.RUNNING, each, "me", START.plusSeconds(runs.size()),
				Optional.empty(), new Links(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("r1"))));
		runsOf.computeIfAbsent(wave, w -> new java.util.ArrayList<>()).add(id);
		states.put(wave, state);
		return this;
	}

	Fleet sick(int wave, String... sentences) {
		health.put(wave, List.of(sentences));
		return this;
	}

	Rollout rollout(Rollout.State state, String reason) {
		var split = plan.split(targets);
		var waves = IntStream.rangeClosed(1, split.size()).mapToObj(n -> new Rollout.Wave(n, split.get(n - 1), states.getOrDefault(n, WaveState.PENDING),
				runsOf.getOrDefault(n, List.of()), states.get(n) == WaveState.SOAKING ? Optional.of(START.plusSeconds(12)) : Optional.empty(), health.getOrDefault(n, List.of())))
				.toList();
		return new Rollout("r1", new TaskRequest(1, "t.update", "Update 5 containers to ticker-v2", targets, JsonNodeFactory.instance.objectNode().put("image", "ticker-v2")),
				plan, state, waves, reason, "me", START, Optional.empty(), false);
	}

	RolloutModel model(Rollout.State state, String reason, String... possible) {
		return RolloutModel.of(rollout(state, reason), List.of(possible), id -> Optional.ofNullable(runs.get(id)));
	}
}
