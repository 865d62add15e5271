package org.fleetdesk.ui.internal.rollouts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.rollouts.RolloutModel.WaveModel;

/** A wave of a rollout in the Tasks view, with a row for each of its targets. */
record WaveRow(RolloutModel model, WaveModel wave) implements OfRollout {

	/** The same wave at any time. */
	private record Key(String rollout, int wave) {
	}

	@Override
	public Object key() {
		return new Key(model.id(), wave.wave().number());
	}

	@Override
	public String title() {
		return Texts.format(Messages.Row_wave, wave.wave().number());
	}

	@Override
	public String state() {
		return wave.state(Instant.now());
	}

	@Override
	public Phase phase() {
		return RolloutModel.phase(wave.wave().state());
	}

	private long ready() {
		return wave.targets().stream().filter(t -> t.fare().changed()).count();
	}

	@Override
	public double fraction() {
		return wave.wave().state() == WaveState.RUNNING ? (double) ready() / wave.targets().size() : -1;
	}

	@Override
	public String progress() {
		return wave.wave().state() == WaveState.PENDING ? "" : Texts.format(Messages.Row_targets, ready(), wave.targets().size());
	}

	@Override
	public long bytesPerSecond() {
		return children().stream().mapToLong(FareRow::bytesPerSecond).sum();
	}

	@Override
	public Optional<Duration> left() {
		return wave.soakLeft(Instant.now());
	}

	@Override
	public String message() {
		return wave.countsText();
	}

	@Override
	public String user() {
		return "";
	}

	@Override
	public Optional<Instant> started() {
		return runs().map(TaskRun::created).min(Instant::compareTo);
	}

	@Override
	public Optional<Duration> took() {
		return started().map(s -> Duration.between(s, active() ? Instant.now() : runs().flatMap(r -> r.ended().stream()).max(Instant::compareTo).orElse(s)));
	}

	@Override
	public boolean active() {
		return wave.wave().state() == WaveState.RUNNING || wave.wave().state() == WaveState.SOAKING || wave.wave().state() == WaveState.ROLLING_BACK;
	}

	@Override
	public boolean needsAttention() {
		return wave.wave().state() == WaveState.FAILED;
	}

	@Override
	public List<FareRow> children() {
		return wave.targets().stream().map(t -> new FareRow(model, wave, t)).toList();
	}

	@Override
	public Stream<TaskRun> runs() {
		return wave.wave().runs().stream().map(id -> model.runs().stream().filter(r -> r.id().equals(id)).findFirst().orElse(null)).filter(Objects::nonNull);
	}
}
