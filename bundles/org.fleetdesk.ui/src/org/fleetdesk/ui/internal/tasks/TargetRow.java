package org.fleetdesk.ui.internal.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;

/** A target of a run in the Tasks view. */
public record TargetRow(TaskRun run, int index) implements TaskRow {

	/** The same target at any time. */
	private record Key(String run, int index) {
	}

	public TargetRun target() {
		return run.targets().get(index);
	}

	@Override
	public Object key() {
		return new Key(run.id(), index);
	}

	@Override
	public String title() {
		return target().target().label();
	}

	@Override
	public String state() {
		return TaskTexts.state(target());
	}

	@Override
	public Phase phase() {
		return TaskTexts.phase(target().state());
	}

	@Override
	public double fraction() {
		return target().state() == TaskState.RUNNING ? target().fraction() : -1;
	}

	@Override
	public String progress() {
		return TaskTexts.progress(target());
	}

	@Override
	public long bytesPerSecond() {
		return target().state() == TaskState.RUNNING ? target().bytesPerSecond() : 0;
	}

	@Override
	public Optional<Duration> left() {
		return TaskTexts.left(target());
	}

	@Override
	public String message() {
		return target().message().isEmpty() ? target().step() : target().message();
	}

	@Override
	public String user() {
		return "";
	}

	@Override
	public Optional<Instant> started() {
		return target().started();
	}

	@Override
	public Optional<Duration> took() {
		return target().started().map(s -> Duration.between(s, target().ended().orElseGet(Instant::now)));
	}

	@Override
	public boolean active() {
		return !target().state().ended();
	}

	@Override
	public boolean needsAttention() {
		return target().state() == TaskState.FAILED || target().state() == TaskState.INTERRUPTED;
	}

	@Override
	public List<TaskRow> children() {
		return List.of();
	}

	@Override
	public Stream<TaskRun> runs() {
		return Stream.of(run);
	}
}
