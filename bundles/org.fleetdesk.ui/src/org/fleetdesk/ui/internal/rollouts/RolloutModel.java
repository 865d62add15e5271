package org.fleetdesk.ui.internal.rollouts;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.Rollout;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Texts;

/**
 * A rollout with how each of its targets fares, as it is at one moment; immutable.
 *
 * @param possible what may be done with it now, as {@link org.fleetdesk.tasks.RolloutService#possible} says
 * @param runs     its runs, oldest first
 */
record RolloutModel(Rollout rollout, List<String> possible, List<WaveModel> waves, List<TaskRun> runs) {

	/**
	 * A target and the last run that it was in.
	 *
	 * @param index     of the target in the run
	 * @param unhealthy what its health check found, while it is done
	 */
	record Target(TaskTarget target, Fare fare, Optional<TaskRun> run, int index, Optional<String> unhealthy) {
	}

	/** A wave with its targets in order. */
	record WaveModel(Rollout.Wave wave, List<Target> targets) {

		/** How many targets fare how, without those that none does; in the order of {@link Fare}. */
		Map<Fare, Integer> counts() {
			return RolloutModel.counts(targets.stream());
		}

		int count(Fare fare) {
			return counts().getOrDefault(fare, 0);
		}

		/** Such as "3 healthy, 1 running, 1 failed". */
		String countsText() {
			return RolloutModel.text(counts());
		}

		/** The word of its state, with how long it is still watched. */
		String state(Instant now) {
			String left = soakLeft(now).map(d -> ", " + Texts.format(Messages.Row_soak, Texts.age(d))).orElse("");
			return word(wave.state()) + left;
		}

		Optional<Duration> soakLeft(Instant now) {
			return wave.state() == WaveState.SOAKING ? wave.soaksTo().map(to -> Duration.between(now, to)).map(d -> d.isNegative() ? Duration.ZERO : d) : Optional.empty();
		}
	}

	RolloutModel {
		possible = List.copyOf(possible);
		waves = List.copyOf(waves);
		runs = List.copyOf(runs);
	}

	/** @param find gives a run by its id */
	static RolloutModel of(Rollout rollout, List<String> possible, Function<String, Optional<TaskRun>> find) {
		var runs = rollout.waves().stream().flatMap(w -> w.runs().stream()).distinct().map(find).flatMap(Optional::stream)
				.sorted(Comparator.comparing(TaskRun::created).thenComparing(TaskRun::id)).toList();
		record Seat(TaskRun run, int index) {
		}
		var last = new HashMap<ResourceId, Seat>();
		for (TaskRun run : runs) {
			for (int i = 0; i < run.targets().size(); i++) {
				last.put(run.targets().get(i).target().resource(), new Seat(run, i));
			}
		}
		var waves = rollout.waves().stream().map(wave -> new WaveModel(wave, wave.targets().stream().map(target -> {
			var seat = last.get(target.resource());
			return seat == null ? new Target(target, Fare.PENDING, Optional.empty(), -1, Optional.empty()) : target(rollout, wave, target, seat.run(), seat.index());
		}).toList())).toList();
		return new RolloutModel(rollout, possible, waves, runs);
	}

	private static Target target(Rollout rollout, Rollout.Wave wave, TaskTarget target, TaskRun run, int index) {
		var fare = Fare.of(run.targets().get(index).state(), takesBack(rollout, run));
		var unhealthy = fare == Fare.DONE ? wave.health().stream().filter(h -> h.startsWith(target.label() + ": ")).findFirst() : Optional.<String>empty();
		if (unhealthy.isPresent()) {
			fare = Fare.UNHEALTHY;
		} else if (fare == Fare.DONE && wave.state() == WaveState.SUCCEEDED && rollout.plan().soak().isPositive()) {
			fare = Fare.HEALTHY;
		}
		return new Target(target, fare, Optional.of(run), index, unhealthy);
	}

	/** Its runs forward ask for what the rollout asks for; one that takes back what they did asks for something else. */
	private static boolean takesBack(Rollout rollout, TaskRun run) {
		return run.links().undoOf().isPresent() || !run.request().verb().equals(rollout.task().verb())
				|| !run.request().parameters().equals(rollout.task().parameters());
	}

	String id() {
		return rollout.id();
	}

	private static Map<Fare, Integer> counts(Stream<Target> targets) {
		var counts = new EnumMap<Fare, Integer>(Fare.class);
		targets.forEach(t -> counts.merge(t.fare(), 1, Integer::sum));
		return counts;
	}

	private static String text(Map<Fare, Integer> counts) {
		return counts.entrySet().stream().map(e -> Texts.format(Messages.Fare_count, e.getValue(), e.getKey().word())).collect(Collectors.joining(", "));
	}

	/** Of all waves together, such as "6 healthy, 1 running, 13 pending". */
	String countsText() {
		return text(counts(targets()));
	}

	Stream<Target> targets() {
		return waves.stream().flatMap(w -> w.targets().stream());
	}

	/** Why targets are not healthy, in the order of the waves. */
	List<String> health() {
		return waves.stream().flatMap(w -> w.wave().health().stream()).toList();
	}

	long wavesDone() {
		return waves.stream().filter(w -> w.wave().state() == WaveState.SUCCEEDED).count();
	}

	/** Of all targets, from 0 to 1. */
	double fraction() {
		return targets().mapToDouble(t -> t.fare().changed() ? 1 : t.fare() == Fare.RUNNING ? t.run().orElseThrow().targets().get(t.index()).fraction() : 0).average()
				.orElse(0);
	}

	/** The wave that its state is about: the last one that has begun. */
	Optional<WaveModel> present() {
		return waves.stream().filter(w -> w.wave().state() != WaveState.PENDING).reduce((a, b) -> b);
	}

	/** The word of its state, with how long its wave is still watched. */
	String state(Instant now) {
		String left = rollout.state() == Rollout.State.SOAKING ? present().flatMap(w -> w.soakLeft(now)).map(d -> ", " + Texts.format(Messages.Row_soak, Texts.age(d))).orElse("")
				: "";
		return word(rollout.state()) + left;
	}

	static String word(Rollout.State state) {
		return switch (state) {
			case RUNNING -> Messages.State_running;
			case SOAKING -> Messages.State_soaking;
			case PAUSED -> Messages.State_paused;
			case HALTED -> Messages.State_halted;
			case ROLLING_BACK -> Messages.State_rolling_back;
			case INTERRUPTED -> Messages.State_interrupted;
			case SUCCEEDED -> Messages.State_succeeded;
			case ROLLED_BACK -> Messages.State_rolled_back;
			case FAILED -> Messages.State_failed;
		};
	}

	static String word(WaveState state) {
		return switch (state) {
			case PENDING -> Messages.Wave_pending;
			case RUNNING -> Messages.Wave_running;
			case SOAKING -> Messages.Wave_soaking;
			case SUCCEEDED -> Messages.Wave_succeeded;
			case FAILED -> Messages.Wave_failed;
			case ROLLING_BACK -> Messages.Wave_rolling_back;
			case ROLLED_BACK -> Messages.Wave_rolled_back;
			case HALTED -> Messages.State_halted;
		};
	}

	static Phase phase(Rollout.State state) {
		return switch (state) {
			case RUNNING, SOAKING -> Phase.STARTING;
			case PAUSED, INTERRUPTED -> Phase.PAUSED;
			case ROLLING_BACK -> Phase.STOPPING;
			case HALTED, ROLLED_BACK -> Phase.STOPPED;
			case SUCCEEDED -> Phase.RUNNING;
			case FAILED -> Phase.FAILED;
		};
	}

	static Phase phase(WaveState state) {
		return switch (state) {
			case PENDING -> Phase.NONE;
			case RUNNING, SOAKING -> Phase.STARTING;
			case SUCCEEDED -> Phase.RUNNING;
			case FAILED -> Phase.FAILED;
			case ROLLING_BACK -> Phase.STOPPING;
			default -> Phase.STOPPED;
		};
	}

	/** The values of the chart: a heading and a line for each wave, columns parted by tabs. */
	String table(Instant now) {
		var text = new StringBuilder(String.join("\t", Messages.Chart_column_wave, Messages.Chart_column_state, Messages.Chart_column_targets));
		for (Fare fare : Fare.values()) {
			text.append('\t').append(Texts.sentence(fare.word()));
		}
		for (WaveModel wave : waves) {
			text.append('\n').append(wave.wave().number()).append('\t').append(wave.state(now)).append('\t').append(wave.targets().size());
			for (Fare fare : Fare.values()) {
				text.append('\t').append(wave.count(fare));
			}
		}
		return text.append('\n').toString();
	}
}
