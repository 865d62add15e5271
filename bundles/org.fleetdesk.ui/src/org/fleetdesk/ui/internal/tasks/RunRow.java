package org.fleetdesk.ui.internal.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;

/** A run in the Tasks view, with a row for each of its targets when there are several. */
public record RunRow(TaskRun run) implements TaskRow {

	@Override
	public String key() {
		return run.id();
	}

	@Override
	public String title() {
		return run.request().title();
	}

	@Override
	public String state() {
		return run.targets().size() == 1 && active() ? TaskTexts.state(run.targets().getFirst()) : TaskTexts.word(run.state());
	}

	@Override
	public Phase phase() {
		return TaskTexts.phase(run.state());
	}

	@Override
	public double fraction() {
		return run.state() == TaskState.RUNNING ? run.fraction() : -1;
	}

	@Override
	public String progress() {
		if (run.targets().size() == 1) {
			return TaskTexts.progress(run.targets().getFirst());
		}
		return run.state() == TaskState.RUNNING ? TaskTexts.percent(run.fraction()) : "";
	}

	@Override
	public long bytesPerSecond() {
		return run.targets().stream().filter(t -> t.state() == TaskState.RUNNING).mapToLong(TargetRun::bytesPerSecond).sum();
	}

	@Override
	public Optional<Duration> left() {
		return TaskTexts.left(run);
	}

	@Override
	public String message() {
		return TaskTexts.message(run);
	}

	@Override
	public String user() {
		return run.user();
	}

	@Override
	public Optional<Instant> started() {
		return Optional.of(run.created());
	}

	@Override
	public Optional<Duration> took() {
		return Optional.of(Duration.between(run.created(), run.ended().orElseGet(Instant::now)));
	}

	@Override
	public boolean active() {
		return !run.state().ended();
	}

	@Override
	public boolean needsAttention() {
		return (run.state() == TaskState.FAILED || run.state() == TaskState.INTERRUPTED) && run.retryable();
	}

	@Override
	public List<TargetRow> children() {
		return run.targets().size() < 2 ? List.of() : IntStream.range(0, run.targets().size()).mapToObj(i -> new TargetRow(run, i)).toList();
	}

	@Override
	public Stream<TaskRun> runs() {
		return Stream.of(run);
	}
}
