package org.fleetdesk.tasks.internal.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.internal.rollout.RolloutState.Status;

/** A rollout as everybody sees it. */
final class RolloutView {

	private RolloutView() {
	}

	/** How far the end of a soak may be from the one that was told before the clock is taken to have been set. */
	private static final Duration SET = Duration.ofSeconds(2);

	/**
	 * @param health  what is not well by the last round of a soak, by target
	 * @param soaksTo when the present soak ends, by the clock as it is now
	 */
	static Rollout of(RolloutEntry.Created created, RolloutState state, Map<Integer, String> health, Optional<Instant> soaksTo) {
		var waves = new ArrayList<Rollout.Wave>();
		var targets = created.task().targets();
		boolean still = state.activity().isEmpty() && (state.state() == Rollout.State.HALTED || state.state() == Rollout.State.INTERRUPTED);
		for (var w : state.waves()) {
			var notes = new ArrayList<String>();
			for (int i = w.from(); i < w.to(); i++) {
				var target = state.targets().get(i);
				String why = target.status() == Status.UNHEALTHY ? target.message() : health.getOrDefault(i, "");
				if (!why.isEmpty()) {
					notes.add(targets.get(i).label() + ": " + why);
				}
			}
			boolean begun = w.state() == WaveState.RUNNING || w.state() == WaveState.SOAKING || w.state() == WaveState.ROLLING_BACK;
			waves.add(new Rollout.Wave(waves.size() + 1, targets.subList(w.from(), w.to()), still && begun ? WaveState.HALTED : w.state(), w.runs(),
					w.soaksTo().map(told -> soaksTo.filter(t -> Duration.between(t, told).abs().compareTo(SET) > 0).orElse(told)), notes));
		}
		return new Rollout(created.rollout(), created.task(), created.plan(), state.state(), waves, state.reason(), created.user(), created.time(), state.ended(),
				state.needsAttention());
	}
}
