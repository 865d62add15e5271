package org.fleetdesk.ui.internal.rollouts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Texts;

/** A rollout in the Tasks view, with a row for each of its waves. */
record RolloutRow(RolloutModel model) implements OfRollout {

	private State stateNow() {
		return model.rollout().state();
	}

	@Override
	public String key() {
		return model.id();
	}

	@Override
	public String title() {
		return model.rollout().task().title();
	}

	@Override
	public String state() {
		return model.state(Instant.now());
	}

	@Override
	public Phase phase() {
		return RolloutModel.phase(stateNow());
	}

	@Override
	public double fraction() {
		return stateNow() == State.RUNNING || stateNow() == State.SOAKING || stateNow() == State.PAUSED ? model.fraction() : -1;
	}

	@Override
	public String progress() {
		return stateNow() == State.SUCCEEDED ? "" : Texts.format(Messages.Row_waves, model.wavesDone(), model.waves().size());
	}

	@Override
	public long bytesPerSecond() {
		return model.waves().stream().map(w -> new WaveRow(model, w)).mapToLong(WaveRow::bytesPerSecond).sum();
	}

	@Override
	public Optional<Duration> left() {
		return Optional.empty();
	}

	@Override
	public String message() {
		return model.rollout().reason().isEmpty() ? model.countsText() : model.rollout().reason();
	}

	@Override
	public String user() {
		return model.rollout().user();
	}

	@Override
	public Optional<Instant> started() {
		return Optional.of(model.rollout().created());
	}

	@Override
	public Optional<Duration> took() {
		return Optional.of(Duration.between(model.rollout().created(), model.rollout().ended().orElseGet(Instant::now)));
	}

	@Override
	public boolean active() {
		return RolloutRows.active(model.rollout());
	}

	@Override
	public boolean needsAttention() {
		return model.rollout().needsAttention();
	}

	@Override
	public List<WaveRow> children() {
		return model.waves().stream().map(w -> new WaveRow(model, w)).toList();
	}

	@Override
	public Stream<TaskRun> runs() {
		return model.runs().stream();
	}
}
