package org.fleetdesk.ui.internal.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** What the Tasks view shows of runs and their targets. */
final class TaskRows {

	/** A target within a run, as an element of the tree; equal as long as it is the same target. */
	record Target(String run, int index) {
	}

	private TaskRows() {
	}

	static Phase phase(TaskState state) {
		return switch (state) {
			case QUEUED, RUNNING, WAITING -> Phase.STARTING;
			case SUCCEEDED -> Phase.RUNNING;
			case FAILED -> Phase.FAILED;
			case INTERRUPTED -> Phase.PAUSED;
			case CANCELLED, DISCARDED -> Phase.STOPPED;
		};
	}

	static String word(TaskState state) {
		return switch (state) {
			case QUEUED -> Messages.Task_queued;
			case RUNNING -> Messages.Task_running;
			case WAITING -> Messages.Task_waiting;
			case SUCCEEDED -> Messages.Task_done;
			case FAILED -> Messages.Task_failed;
			case CANCELLED -> Messages.Task_cancelled;
			case INTERRUPTED -> Messages.Task_interrupted;
			case DISCARDED -> Messages.Task_discarded;
		};
	}

	/** Such as "63 %", for bars that are painted below. */
	static String percent(double fraction) {
		return String.format(Locale.ENGLISH, "%d %%", Math.round(100 * fraction));
	}

	static String progress(TargetRun target) {
		if (target.state() != TaskState.RUNNING) {
			return "";
		}
		return target.progress().filter(p -> p.total() > 0).map(TaskRows::amount).orElse(percent(target.fraction()));
	}

	private static String amount(Progress p) {
		return p.unit() == Progress.Unit.BYTES ? Texts.format(Messages.Task_of, Texts.size(p.done()), Texts.size(p.total()))
				: Texts.format(Messages.Task_of, p.done(), p.total());
	}

	static String rate(TaskRun run) {
		long rate = run.targets().stream().filter(t -> t.state() == TaskState.RUNNING).mapToLong(TargetRun::bytesPerSecond).sum();
		return rate > 0 ? Texts.rate(rate) : "";
	}

	/** The first failure, or how many targets are done. */
	static String message(TaskRun run) {
		var failed = run.targets().stream().filter(t -> !t.message().isEmpty() && t.state() != TaskState.SUCCEEDED).findFirst();
		if (failed.isPresent()) {
			return Texts.plain(failed.get().message());
		}
		if (run.targets().size() == 1) {
			var only = run.targets().getFirst();
			return Texts.plain(only.message().isEmpty() && !run.state().ended() ? only.step() : only.message());
		}
		long done = run.targets().stream().filter(t -> t.state() == TaskState.SUCCEEDED).count();
		return Texts.format(Messages.Task_of_targets, done, run.targets().size());
	}

	static String duration(Instant from, Instant to) {
		return Texts.age(Duration.between(from, to));
	}
}
