package org.fleetdesk.tasks.internal.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Activity;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Target;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Wave;

/** The difference of two states: what is small as it is now, and of the targets and waves, of which there may be thousands, those that changed, by index. */
record RolloutChange(Rollout.State state, String reason, int present, Optional<Integer> backFrom, Optional<Activity> activity, Optional<Instant> ended, boolean acknowledged,
		Map<Integer, Target> targets, Map<Integer, Wave> waves) {

	static RolloutChange between(RolloutState before, RolloutState after) {
		return new RolloutChange(after.state(), after.reason(), after.present(), after.backFrom(), after.activity(), after.ended(), after.acknowledged(),
				changed(before.targets(), after.targets()), changed(before.waves(), after.waves()));
	}

	private static <T> Map<Integer, T> changed(List<T> before, List<T> after) {
		var changed = new TreeMap<Integer, T>();
		for (int i = 0; i < after.size(); i++) {
			if (!after.get(i).equals(before.get(i))) {
				changed.put(i, after.get(i));
			}
		}
		return changed;
	}

	/** @throws IllegalArgumentException when it is the change of something else */
	RolloutState on(RolloutState before) {
		return new RolloutState(state, reason, present, backFrom, activity, changed(before.targets(), targets), changed(before.waves(), waves), ended, acknowledged);
	}

	private static <T> List<T> changed(List<T> before, Map<Integer, T> changes) {
		var list = new ArrayList<>(before);
		changes.forEach((i, now) -> {
			if (i < 0 || i >= list.size()) {
				throw new IllegalArgumentException("there is no number " + i);
			}
			list.set(i, now);
		});
		return list;
	}
}
