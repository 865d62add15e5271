package org.fleetdesk.ui.internal.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

import org.fleetdesk.core.Phase;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.Texts;

/** What is said of runs and their targets. */
public final class TaskTexts {

	/** Before that, how long something takes cannot be told from how long it has taken. */
	private static final Duration TOO_SHORT = Duration.ofSeconds(2);
	private static final double TOO_LITTLE = 0.03;

	private TaskTexts() {
	}

	public static Phase phase(TaskState state) {
		return switch (state) {
			case QUEUED, RUNNING, WAITING -> Phase.STARTING;
			case SUCCEEDED -> Phase.RUNNING;
			case FAILED -> Phase.FAILED;
			case INTERRUPTED -> Phase.PAUSED;
			case CANCELLED, DISCARDED -> Phase.STOPPED;
		};
	}

	public static String word(TaskState state) {
		return switch (state) {
			case QUEUED -> TaskWords.state_queued;
			case RUNNING -> TaskWords.state_running;
			case WAITING -> TaskWords.state_waiting;
			case SUCCEEDED -> TaskWords.state_done;
			case FAILED -> TaskWords.state_failed;
			case CANCELLED -> TaskWords.state_cancelled;
			case INTERRUPTED -> TaskWords.state_interrupted;
			case DISCARDED -> TaskWords.state_discarded;
		};
	}

	public static String word(Severity severity) {
		return switch (severity) {
			case INFO -> TaskWords.severity_info;
			case WARNING -> TaskWords.severity_warning;
			case ERROR -> TaskWords.severity_error;
		};
	}

	/** The word, and which attempt it is when it is not the first. */
	static String state(TargetRun target) {
		if (target.state() == TaskState.WAITING && target.nextAttempt().isPresent()) {
			var wait = Duration.between(Instant.now(), target.nextAttempt().get()).plusMillis(999); // to the end it is never said to be over
			return Texts.format(TaskWords.state_waiting_attempt, target.attempt() + 1, Texts.age(wait));
		}
		return target.state() == TaskState.RUNNING && target.attempt() > 1 ? Texts.format(TaskWords.state_running_attempt, target.attempt()) : word(target.state());
	}

	/** Such as "63 %". */
	public static String percent(double fraction) {
		return String.format(Locale.ENGLISH, "%d %%", Math.round(100 * fraction));
	}

	static String progress(TargetRun target) {
		if (target.state() != TaskState.RUNNING) {
			return "";
		}
		return target.progress().filter(p -> p.total() > 0).map(TaskTexts::amount).orElse(percent(target.fraction()));
	}

	private static String amount(Progress p) {
		return switch (p.unit()) {
		case BYTES -> Texts.format(TaskWords.progress_of, Texts.size(p.done()), Texts.size(p.total()));
		case ITEMS -> Texts.format(TaskWords.progress_of, p.done(), p.total());
		case PERCENT -> percent(p.fraction());
		};
	}

	/** By its rate where it has one, else by how long it has taken so far. */
	static Optional<Duration> left(TargetRun target) {
		if (target.state() != TaskState.RUNNING) {
			return Optional.empty();
		}
		var byRate = target.progress().filter(p -> p.unit() == Progress.Unit.BYTES && p.total() > 0 && target.bytesPerSecond() > 0)
				.map(p -> Duration.ofMillis(1000 * Math.max(0, p.total() - p.done()) / target.bytesPerSecond()));
		return byRate.isPresent() ? byRate : target.started().flatMap(s -> left(s, target.fraction()));
	}

	static Optional<Duration> left(TaskRun run) {
		if (run.state() != TaskState.RUNNING) {
			return Optional.empty();
		}
		// with targets that wait for their turn, those that run say little of the whole
		return run.targets().stream().anyMatch(t -> t.state() == TaskState.QUEUED || t.state() == TaskState.WAITING) ? left(run.created(), run.fraction())
				: run.targets().stream().flatMap(t -> left(t).stream()).max(Comparator.naturalOrder());
	}

	private static Optional<Duration> left(Instant started, double fraction) {
		var passed = Duration.between(started, Instant.now());
		return fraction < TOO_LITTLE || fraction >= 1 || passed.compareTo(TOO_SHORT) < 0 ? Optional.empty()
				: Optional.of(Duration.ofMillis((long) (passed.toMillis() * (1 - fraction) / fraction)));
	}

	/** The first failure, or how many targets are done. */
	public static String message(TaskRun run) {
		var failed = run.targets().stream().filter(t -> !t.message().isEmpty() && t.state() != TaskState.SUCCEEDED).findFirst();
		if (run.targets().size() == 1) {
			var only = run.targets().getFirst();
			return Texts.plain(only.message().isEmpty() && !run.state().ended() ? only.step() : only.message());
		}
		long done = run.targets().stream().filter(t -> t.state() == TaskState.SUCCEEDED).count();
		String counted = Texts.format(TaskWords.message_of_targets, done, run.targets().size());
		return failed.map(t -> Texts.format(TaskWords.message_and, counted, Texts.plain(t.target().label()), Texts.plain(t.message()))).orElse(counted);
	}
}
