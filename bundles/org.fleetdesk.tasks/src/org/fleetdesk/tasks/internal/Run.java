package org.fleetdesk.tasks.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.Entry.AttemptFailed;
import org.fleetdesk.tasks.internal.Entry.Carried;
import org.fleetdesk.tasks.internal.Entry.Resumed;
import org.fleetdesk.tasks.internal.Entry.StepEnded;
import org.fleetdesk.tasks.internal.Entry.StepStarted;
import org.fleetdesk.tasks.internal.Entry.StepState;
import org.fleetdesk.tasks.internal.Entry.Submitted;
import org.fleetdesk.tasks.internal.Entry.TargetEnded;
import org.fleetdesk.tasks.internal.Entry.Undoing;
import org.fleetdesk.tasks.internal.Entry.ValueKept;

import com.fasterxml.jackson.databind.JsonNode;

/** A run's present state, made from its journal entries and, while it runs, from its progress. Thread-safe. */
final class Run {

	/** How long a rate is believed when nothing more is heard. */
	private static final long STALLED_NANOS = 3_000_000_000L;

	private static final class Target {
		private final TaskTarget target;
		private final Map<String, String> values;
		private final Map<String, StepState> steps;
		/** Steps that were done in this run, not in one that it retries. */
		private final Set<String> done = new HashSet<>();
		private Optional<Undoing> undoing = Optional.empty();
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

		/** It is at work on something new. */
		void begin(String title) {
			state = TaskState.RUNNING;
			step = title;
			progress = Optional.empty();
			bytesPerSecond = 0;
			nextAttempt = Optional.empty();
		}

		TargetRun snapshot() {
			boolean stalled = System.nanoTime() - progressed > STALLED_NANOS;
			return new TargetRun(target, state, step, fraction, progress, stalled ? 0 : bytesPerSecond, attempt, nextAttempt, message, started, ended);
		}
	}

	private final Submitted submitted;
	private final List<Target> targets = new ArrayList<>();
	private Optional<String> retriedBy = Optional.empty();
	private Optional<String> undoneBy = Optional.empty();
	/** The snapshot while it is at rest, as most of a long history are; whatever changes the run forgets it. */
	private Optional<TaskRun> atRest = Optional.empty();

	/** The request with its secrets, and how these may stand in a text. */
	private record Secrets(TaskRequest request, List<String> texts) {
	}

	/** Empty when they were erased, or cannot be read. */
	private volatile Optional<Secrets> secrets;

	/** One without secrets, or whose secrets are not known. */
	Run(Submitted submitted) {
		this(submitted, Optional.empty());
	}

	/** @param secrets empty when they are not known */
	Run(Submitted submitted, Optional<SecretParameters> secrets) {
		this.submitted = submitted;
		this.secrets = secrets.map(Run::secrets).or(() -> submitted.secrets().isEmpty() ? Optional.of(new Secrets(submitted.request(), List.of())) : Optional.empty());
		for (int i = 0; i < submitted.request().targets().size(); i++) {
			var carried = i < submitted.carried().size() ? submitted.carried().get(i) : Carried.NOTHING;
			targets.add(new Target(submitted.request().targets().get(i), carried));
		}
	}

	Submitted submitted() {
		return submitted;
	}

	private static Secrets secrets(SecretParameters parts) {
		return new Secrets(SecretParameters.join(parts.shown(), parts.secrets()), SecretParameters.texts(parts));
	}

	/** Takes over the secrets that were kept. */
	void reveal(Map<String, JsonNode> kept) {
		secrets = Optional.of(secrets(new SecretParameters(submitted.request(), kept)));
	}

	/** Forgets the secrets. */
	void erase() {
		if (!submitted.secrets().isEmpty()) {
			secrets = Optional.empty();
		}
	}

	/** Whether the request is known with all its secrets. */
	boolean whole() {
		return secrets.isPresent();
	}

	/** The request as its steps need it; without its secrets when they were erased. */
	TaskRequest request() {
		return secrets.map(Secrets::request).orElse(submitted.request());
	}

	/**
	 * The request with its secrets.
	 *
	 * @param what is to be done with it, such as "retried"
	 * @throws IllegalArgumentException when they are not known any more
	 */
	TaskRequest request(String what) {
		return secrets.map(Secrets::request).orElseThrow(() -> new IllegalArgumentException(
				"Task %s cannot be %s: its secrets (%s) are not kept any more, or cannot be read; start it anew, with them".formatted(submitted.run(), what,
						SecretParameters.names(submitted.secrets()))));
	}

	/** A text without the secrets that are in it. */
	String scrub(String text) {
		return secrets.map(s -> SecretParameters.scrub(text, s.texts())).orElse(text);
	}

	/** Whether a value that a step keeps must not be read in the journal. */
	boolean secret(String value) {
		return !submitted.secrets().isEmpty() || SecretParameters.tells(value);
	}

	/** Whether there is nothing that could go on, or be done again. */
	synchronized boolean overForGood() {
		return targets.stream().allMatch(t -> t.state.ended()) && (retriedBy.isPresent() || targets.stream().noneMatch(t -> t.state.retryable()));
	}

	/** Of a target in the request, or -1. */
	int index(TaskTarget target) {
		return submitted.request().targets().indexOf(target);
	}

	synchronized void retriedBy(String run) {
		atRest = Optional.empty();
		retriedBy = Optional.of(run);
	}

	synchronized void undoneBy(String run) {
		atRest = Optional.empty();
		undoneBy = Optional.of(run);
	}

	/** Takes an entry of this run over; one for a target that it does not have is ignored. */
	synchronized void apply(Entry entry) {
		atRest = Optional.empty();
		switch (entry) {
		case Resumed e -> e.targets().stream().filter(this::has).map(targets::get).forEach(target -> {
			target.state = TaskState.QUEUED;
			target.message = "";
			target.ended = Optional.empty();
		});
		case StepStarted e when has(e.target()) -> {
			var target = targets.get(e.target());
			target.begin(e.title());
			target.attempt = e.attempt();
			target.started = Optional.of(target.started.orElse(e.time()));
			target.steps.put(e.step(), StepState.STARTED);
			target.undoing = Optional.empty();
		}
		case AttemptFailed e when has(e.target()) -> {
			var target = targets.get(e.target());
			target.state = TaskState.WAITING;
			target.attempt = e.attempt();
			target.nextAttempt = Optional.of(e.next());
			target.bytesPerSecond = 0;
		}
		case StepEnded e when has(e.target()) -> {
			var target = targets.get(e.target());
			target.steps.put(e.step(), e.state());
			if (e.state() == StepState.DONE) {
				target.done.add(e.step());
			}
		}
		case ValueKept e when has(e.target()) -> targets.get(e.target()).values.put(e.name(), e.value());
		case Undoing e when has(e.target()) -> {
			var target = targets.get(e.target());
			target.begin(e.title());
			target.undoing = Optional.of(e);
		}
		case TargetEnded e when has(e.target()) -> {
			var target = targets.get(e.target());
			target.state = e.state();
			target.message = e.message();
			target.ended = Optional.of(e.time());
			target.bytesPerSecond = 0;
			target.nextAttempt = Optional.empty();
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

	/** A target is about to be tidied up; in no journal, because nothing is done yet. */
	synchronized void tidying(int target, String title) {
		atRest = Optional.empty();
		var t = targets.get(target);
		t.before = t.state.ended() ? t.state : t.before;
		t.begin(title);
	}

	/** A target is not discarded after all. */
	synchronized void restore(int target) {
		atRest = Optional.empty();
		targets.get(target).state = targets.get(target).before;
	}

	/** A target's pause is over, and it waits for its turn. */
	synchronized void queued(int target) {
		atRest = Optional.empty();
		targets.get(target).state = TaskState.QUEUED;
		targets.get(target).nextAttempt = Optional.empty();
	}

	synchronized boolean ended() {
		return targets.stream().allMatch(t -> t.state.ended());
	}

	synchronized void progress(int target, double fraction, Optional<Progress> progress, long bytesPerSecond) {
		atRest = Optional.empty();
		var t = targets.get(target);
		t.fraction = fraction;
		t.progress = progress;
		t.bytesPerSecond = bytesPerSecond;
		t.progressed = System.nanoTime();
	}

	synchronized Optional<String> value(int target, String name) {
		return Optional.ofNullable(targets.get(target).values.get(name));
	}

	/** What was being undone when the target came to rest, if that is not all done. */
	synchronized Optional<Undoing> undoing(int target) {
		return targets.get(target).undoing;
	}

	/** Whether a step was done in this run, not in one that it retries. */
	synchronized boolean done(int target, String step) {
		return targets.get(target).done.contains(step);
	}

	/** The targets that are done, with the values that they kept. */
	synchronized List<TaskHandler.Done> done() {
		return targets.stream().filter(t -> t.state == TaskState.SUCCEEDED).map(t -> new TaskHandler.Done(t.target, t.values)).toList();
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
		if (atRest.isPresent()) {
			return atRest.get();
		}
		var now = present();
		atRest = Optional.of(now).filter(run -> run.state().ended());
		return now;
	}

	private TaskRun present() {
		var state = state();
		Optional<Instant> ended = state.ended() ? targets.stream().flatMap(t -> t.ended.stream()).max(Instant::compareTo) : Optional.empty();
		return new TaskRun(submitted.run(), submitted.request(), state, targets.stream().map(Target::snapshot).toList(), submitted.user(), submitted.time(), ended,
				new TaskRun.Links(submitted.retryOf(), retriedBy, submitted.undoOf(), undoneBy, submitted.rollout()));
	}

	private TaskState state() {
		if (targets.stream().allMatch(t -> t.state == TaskState.QUEUED)) {
			return TaskState.QUEUED;
		}
		var busy = targets.stream().map(t -> t.state).filter(s -> !s.ended()).toList();
		if (!busy.isEmpty()) {
			return busy.stream().allMatch(s -> s == TaskState.WAITING) ? TaskState.WAITING : TaskState.RUNNING;
		}
		return List.of(TaskState.FAILED, TaskState.INTERRUPTED, TaskState.CANCELLED, TaskState.DISCARDED).stream()
				.filter(s -> targets.stream().anyMatch(t -> t.state == s)).findFirst().orElse(TaskState.SUCCEEDED);
	}
}
