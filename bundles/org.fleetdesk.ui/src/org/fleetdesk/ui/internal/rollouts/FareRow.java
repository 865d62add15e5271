package org.fleetdesk.ui.internal.rollouts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.internal.rollouts.RolloutModel.Target;
import org.fleetdesk.ui.internal.rollouts.RolloutModel.WaveModel;
import org.fleetdesk.ui.internal.tasks.TargetRow;
import org.fleetdesk.ui.internal.tasks.TaskRow;

/** A target of a rollout in the Tasks view: as the last run has it that it was in, or pending. */
record FareRow(RolloutModel model, WaveModel wave, Target target) implements OfRollout {

	/** The same target at any time. */
	private record Key(String rollout, ResourceId resource) {
	}

	private Optional<TargetRow> inRun() {
		return target.run().map(r -> new TargetRow(r, target.index()));
	}

	@Override
	public Object key() {
		return new Key(model.id(), target.target().resource());
	}

	@Override
	public String title() {
		return target.target().label();
	}

	@Override
	public String state() {
		return target.fare().under() ? inRun().map(TargetRow::state).orElse("") : target.fare().word();
	}

	@Override
	public Phase phase() {
		return target.fare().phase();
	}

	@Override
	public double fraction() {
		return inRun().map(TargetRow::fraction).orElse(-1.0);
	}

	@Override
	public String progress() {
		return inRun().map(TargetRow::progress).orElse("");
	}

	@Override
	public long bytesPerSecond() {
		return inRun().map(TargetRow::bytesPerSecond).orElse(0L);
	}

	@Override
	public Optional<Duration> left() {
		return inRun().flatMap(TargetRow::left);
	}

	@Override
	public String message() {
		return target.unhealthy().or(() -> inRun().map(TargetRow::message)).orElse("");
	}

	@Override
	public String user() {
		return "";
	}

	@Override
	public Optional<Instant> started() {
		return inRun().flatMap(TargetRow::started);
	}

	@Override
	public Optional<Duration> took() {
		return inRun().flatMap(TargetRow::took);
	}

	@Override
	public boolean active() {
		return inRun().map(TargetRow::active).orElse(false);
	}

	@Override
	public boolean needsAttention() {
		return target.fare() == Fare.FAILED || target.fare() == Fare.UNHEALTHY;
	}

	@Override
	public List<TaskRow> children() {
		return List.of();
	}

	@Override
	public Stream<TaskRun> runs() {
		return target.run().stream();
	}
}
