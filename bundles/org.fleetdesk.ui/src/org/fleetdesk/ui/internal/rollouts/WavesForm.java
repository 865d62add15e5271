package org.fleetdesk.ui.internal.rollouts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.WaveSize;
import org.fleetdesk.ui.Texts;

/**
 * What stands in the fields of a rollout that is asked for, also while it makes no plan yet.
 *
 * @param sizes   of the waves as they were typed, such as {@code 3} or {@code 25%}
 * @param success in per cent
 * @param error   in per cent
 * @param soak    in seconds
 */
public record WavesForm(List<String> sizes, int success, int error, int soak, OnFailure onFailure) {

	/** The usual ways to go through a fleet. */
	enum Preset {
		USUAL("1", "25%"), HALVES("50%"), SINGLE("1");

		private final List<String> sizes;

		Preset(String... sizes) {
			this.sizes = List.of(sizes);
		}

		List<String> sizes() {
			return sizes;
		}
	}

	/** What a rollout is offered with. */
	public static final WavesForm USUAL = new WavesForm(RolloutPlan.USUAL.waves().stream().map(WaveSize::toString).toList(), RolloutPlan.USUAL.successThreshold(),
			RolloutPlan.USUAL.errorThreshold(), (int) RolloutPlan.USUAL.soak().toSeconds(), RolloutPlan.USUAL.onFailure());

	public WavesForm {
		sizes = List.copyOf(sizes);
	}

	/** What makes it no plan, as a sentence. */
	public Optional<String> problem() {
		for (int i = 0; i < sizes.size(); i++) {
			try {
				WaveSize.of(sizes.get(i));
			} catch (IllegalArgumentException e) {
				return Optional.of(Texts.format(Messages.Waves_size_wrong, i + 1, e.getMessage()));
			}
		}
		return Optional.empty();
	}

	/** @throws IllegalArgumentException when there is a {@link #problem()} */
	public RolloutPlan plan() {
		return new RolloutPlan(sizes.stream().map(WaveSize::of).toList(), success, error, Duration.ofSeconds(soak), onFailure);
	}

	/** The preset that it is, as far as the sizes go. */
	Optional<Preset> preset() {
		var plain = sizes.stream().map(s -> s.replace(" ", "")).toList();
		return List.of(Preset.values()).stream().filter(p -> p.sizes().equals(plain)).findFirst();
	}

	/** How many targets each wave takes; empty while it makes no plan. */
	public List<Integer> proportions(List<TaskTarget> targets) {
		return problem().isPresent() ? List.of() : plan().split(targets).stream().map(List::size).toList();
	}

	/**
	 * Who is hit when: a line for each wave and below it a line for each of its targets; empty while it makes no plan.
	 *
	 * @param one  what a target is called
	 * @param many the plural of it
	 */
	public List<Line> preview(List<TaskTarget> targets, String one, String many) {
		if (problem().isPresent()) {
			return List.of();
		}
		var waves = plan().split(targets);
		var lines = new ArrayList<Line>(waves.size() + targets.size());
		for (int i = 0; i < waves.size(); i++) {
			lines.add(new Line(true, Texts.format(Messages.Waves_preview_wave, i + 1, waves.get(i).size(), waves.get(i).size() == 1 ? one : many)));
			waves.get(i).forEach(t -> lines.add(new Line(false, Texts.plain(t.label()))));
		}
		return lines;
	}

	/** @param wave whether it names a wave; else it names a target of the wave above */
	public record Line(boolean wave, String text) {
	}
}
