package org.fleetdesk.tasks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a rollout goes through its targets.
 *
 * @param waves            sizes of the waves; the last one repeats until all targets have had their turn
 * @param successThreshold the share of a wave's targets, in per cent from 1 to 100, that must be done and healthy for the next wave to start
 * @param errorThreshold   the share of a wave's targets, in per cent from 1 to 100, whose failure ends the wave at once: what has not begun does not begin
 * @param soak             how long a wave is watched for its health before the next one starts; zero for not at all
 * @param onFailure        what becomes of a wave that fails
 */
public record RolloutPlan(List<WaveSize> waves, int successThreshold, int errorThreshold, Duration soak, OnFailure onFailure) {

	/** What becomes of a wave that fails. */
	public enum OnFailure {
		/** It stays as it is, and the rollout halts. */
		HALT,
		/** Its targets are rolled back. */
		ROLL_BACK_WAVE,
		/** Its targets and those of all waves before are rolled back. */
		ROLL_BACK_ALL
	}

	/** One first, then a quarter at a time; everything must be well for 30 s; a failing wave rolls back. */
	public static final RolloutPlan USUAL = new RolloutPlan(List.of(new WaveSize(1, false), new WaveSize(25, true)), 100, 1, Duration.ofSeconds(30), OnFailure.ROLL_BACK_WAVE);

	public RolloutPlan {
		waves = List.copyOf(waves);
		if (waves.isEmpty()) {
			throw new IllegalArgumentException("A rollout needs a wave");
		}
		if (successThreshold < 1 || successThreshold > 100 || errorThreshold < 1 || errorThreshold > 100) {
			throw new IllegalArgumentException("The thresholds of a rollout are 1 % to 100 %");
		}
		if (soak.isNegative()) {
			throw new IllegalArgumentException("A wave cannot be watched for less than no time");
		}
	}

	/** Who is hit when: the targets of each wave, in order. */
	public List<List<TaskTarget>> split(List<TaskTarget> targets) {
		var split = new ArrayList<List<TaskTarget>>();
		for (int from = 0; from < targets.size();) {
			int to = Math.min(targets.size(), from + waves.get(Math.min(split.size(), waves.size() - 1)).of(targets.size()));
			split.add(List.copyOf(targets.subList(from, to)));
			from = to;
		}
		return List.copyOf(split);
	}
}
