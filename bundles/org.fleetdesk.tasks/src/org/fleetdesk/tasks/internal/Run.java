package org.fleetdesk.tasks.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.Entry.Carried;
import org.fleetdesk.tasks.internal.Entry.StepEnded;
import org.fleetdesk.tasks.internal.Entry.StepStarted;
import org.fleetdesk.tasks.internal.Entry.StepState;
import org.fleetdesk.tasks.internal.Entry.Submitted;
import org.fleetdesk.tasks.internal.Entry.TargetEnded;
import org.fleetdesk.tasks.internal.Entry.ValueKept;

/** A run's present state, made from its journal entries and, while it runs, from its progress. Thread-safe. */
final class Run {

	/** How long a rate is believed when nothing more is heard. */
	private static final long STALLED_NANOS = 3_000_000_000L;

	private static final class Target {
		private final TaskTarget target;
		private final Map<String, String> values;
		private final Map<String, StepState> steps;
		private TaskState state = TaskState.QUEUED;
		private TaskState before = TaskState.QUEUED;
		private String step = "";
		private double fraction;
		private Optional<Progress> progress = Optional.empty();
		private long bytesPerSecond;
		private long progressed;
		private int attempt;
		private Optional<Instant> nextAttempt = Optional.empty();
		private String message = "";
		private Optional<Instant> started = Optional.empty();
		private Optional<Instant> ended = Optional.empty();

		Target(TaskTarget target, Carried carried) {
			this.target = target;
			values = new HashMap<>(carried.values());
			steps = new HashMap<>(carried.steps());
		}

		TargetRun snapshot() {
			boolean stalled = System.nanoTime() - progressed > STALLED_NANOS;
			return new TargetRun(target, state, step, fraction, progress, stalled ? 0 : bytesPerSecond, attempt, nextAttempt, message, started, ended);
		}
	}

	private final Submitted submitted;
	private final List<Target> targets = new ArrayList<>();
	private Optional<String> retriedBy = Optional.empty();

	Run(Submitted submitted) {
		this.submitted = submitted;
		for (int i = 0; i < submitted.request().targets().size(); i++) {
			var carried = i < submitted.carried().size() ? submitted.carried().get(i) : Carried.NOTHING;
			targets.add(new Target(submitted.request().targets().get(i), carried));
		}
	}

	Submitted submitted() {
		return submitted;
	}

	synchronized void retriedBy(String run) {
		retriedBy = Optional.of(run);
	}

	/** Takes an entry of this run over; one for a target that it does not have is ignored. */
	synchronized void apply(Entry entry) {
		switch (entry) {
		case StepStarted e when has(e.target()) -> {
			var target = targets.get(e.target());
			target.state = TaskState.RUNNING;
			target.attempt = 1;
			target.started = Optional.of(target.started.orElse(e.time()));
			target.step = e.title();
			target.progress = Optional.empty();
			target.bytesPerSecond = 0;
			target.steps.put(e.step(), StepState.STARTED);
		}
		case StepEnded e when has(e.target()) -> targets.get(e.target()).steps.put(e.step(), e.state());
		case ValueKept e when has(e.target()) -> targets.get(e.target()).values.put(e.name(), e.value());
		case TargetEnded e when has(e.target()) -> {
			var target = targets.get(e.target());
			target.state = e.state();
			target.message = e.message();
			target.ended = Optional.of(e.time());
			target.bytesPerSecond = 0;
			if (e.state() == TaskState.SUCCEEDED) {
				target.fraction = 1;
				target.progress = Optional.empty();
			}
		}
		default -> {
			// a submission is what made this run
		}
		}
	}

	private boolean has(int target) {
		return target >= 0 && target < targets.size();
	}

	/** What a target does that is in no journal: it tidies up. */
	synchronized void undoing(int target, String title) {
		var t = targets.get(target);
		t.before = t.state.ended() ? t.state : t.before;
		t.state = TaskState.RUNNING;
		t.step = title;
		t.progress = Optional.empty();
		t.bytesPerSecond = 0;
	}

	/** A target is not discarded after all. */
	synchronized void restore(int target) {
		targets.get(target).state = targets.get(target).before;
	}

	synchronized boolean ended() {
		return targets.stream().allMatch(t -> t.state.ended());
	}

	synchronized void progress(int target, double fraction, Optional<Progress> progress, long bytesPerSecond) {
		var t = targets.get(target);
		t.fraction = fraction;
		t.progress = progress;
		t.bytesPerSecond = bytesPerSecond;
		t.progressed = System.nanoTime();
	}

	synchronized Optional<String> value(int target, String name) {
		return Optional.ofNullable(targets.get(target).values.get(name));
	}

	/** How far a step came, in this run or the one it retries; empty when it was never begun. */
	synchronized Optional<StepState> step(int target, String step) {
		return Optional.ofNullable(targets.get(target).steps.get(step));
	}

	synchronized Carried carry(int target) {
		return new Carried(targets.get(target).values, targets.get(target).steps);
	}

	/** The targets, by index, whose state fits. */
	synchronized List<Integer> targets(Predicate<TaskState> fits) {
		var found = new ArrayList<Integer>();
		for (int i = 0; i < targets.size(); i++) {
			if (fits.test(targets.get(i).state)) {
				found.add(i);
			}
		}
		return found;
	}

	synchronized TaskRun snapshot() {
		var state = state();
		Optional<Instant> ended = state.ended() ? targets.stream().flatMap(t -> t.ended.stream()).max(Instant::compareTo) : Optional.empty();
		return new TaskRun(submitted.run(), submitted.request(), state, targets.stream().map(Target::snapshot).toList(), submitted.user(), submitted.time(), ended,
				new TaskRun.Links(submitted.retryOf(), retriedBy, Optional.empty(), Optional.empty(), Optional.empty()));
	}

	private TaskState state() {
		if (targets.stream().allMatch(t -> t.state == TaskState.QUEUED)) {
			return TaskState.QUEUED;
		}
		if (targets.stream().anyMatch(t -> !t.state.ended())) {
			return TaskState.RUNNING;
		}
		return List.of(TaskState.FAILED, TaskState.INTERRUPTED, TaskState.CANCELLED, TaskState.DISCARDED).stream()
				.filter(s -> targets.stream().anyMatch(t -> t.state == s)).findFirst().orElse(TaskState.SUCCEEDED);
	}
}
