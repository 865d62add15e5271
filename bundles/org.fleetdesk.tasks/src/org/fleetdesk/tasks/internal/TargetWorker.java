package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.internal.Entry.AttemptFailed;
import org.fleetdesk.tasks.internal.Entry.StepEnded;
import org.fleetdesk.tasks.internal.Entry.StepStarted;
import org.fleetdesk.tasks.internal.Entry.StepState;
import org.fleetdesk.tasks.internal.Entry.TargetEnded;
import org.fleetdesk.tasks.internal.Entry.Undoing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the steps of one target on a virtual thread of its own, or undoes what they left half-done. */
final class TargetWorker {

	/** What it has to do. */
	enum Work {
		/** All steps; of those that a run before began, only what did not happen. */
		EXECUTE,
		/** What is not done in this run, or the undoing in which it was cut off. */
		RESUME,
		/** Undo what is half-done. */
		DISCARD
	}

	/** What all workers of a task engine share. */
	record Tools(Recorder recorder, InstantSource clock, Attempts attempts, Duration undoDeadline) {
	}

	private static final Logger LOG = LoggerFactory.getLogger(TargetWorker.class);

	/** How a target ended. */
	private record Outcome(TaskState state, String message) {
	}

	/** Whether a step happened cannot be told, so that another attempt is no help. */
	private static final class Untold extends EngineException {

		private static final long serialVersionUID = 1L;

		Untold(String message) {
			super(Kind.REFUSED, message);
		}
	}

	private final Run run;
	private final int index;
	private final TaskHandler handler;
	private final List<Step> steps;
	private final ResourceQueue.Place place;
	private final Turns.Turn turn;
	private final TargetContext context;
	private final Tools tools;
	private final Recorder recorder;
	private final Work work;
	private final Thread thread;
	private Step current;
	private boolean waiting;
	/** Of the attempt before, at the present step; empty at the first one. */
	private String lastFailure = "";

	// guarded by this
	private boolean begun;
	private boolean cancelled;
	/** What has not begun is not to begin. */
	private boolean notToBegin;
	private Optional<Instant> cancelAsked = Optional.empty();
	private boolean undoing;
	private boolean givenUp;
	/** The process ends: what is under way stays as it is in the journal, for the next start to show as interrupted. */
	private boolean abandoned;

	TargetWorker(Run run, int index, TaskHandler handler, List<Step> steps, ResourceQueue.Place place, Turns.Turn turn, TargetContext context, Tools tools, Work work) {
		this.run = run;
		this.index = index;
		this.handler = handler;
		this.steps = steps;
		this.place = place;
		this.turn = turn;
		this.context = context;
		this.tools = tools;
		this.work = work;
		recorder = tools.recorder();
		context.beforeWaiting(this::beginsToWait);
		thread = Thread.ofVirtual().name("task " + run.submitted().run() + " " + index).unstarted(() -> AuditLog.onBehalf(run.submitted().run(), run::scrub, this::work));
	}

	void start() {
		thread.start();
	}

	/** Ends the work at once; what is half-done is undone, and a second call gives that up. */
	synchronized void cancel() {
		if (!undoing || cancelled || work == Work.DISCARD) {
			givenUp = undoing;
			thread.interrupt();
		}
		cancelled = true;
		cancelAsked = cancelAsked.or(() -> Optional.of(now()));
	}

	/** As {@link #cancel}, when it has not begun, or waits for something that has not, now or later. */
	synchronized void cancelQueued() {
		notToBegin = true;
		if (!begun || context.waits()) {
			cancel();
		}
	}

	private synchronized void beginsToWait() {
		if (notToBegin && !cancelled) {
			cancel();
		}
	}

	/** From now on nothing begins, and nothing that ends gets a word in the journal. */
	synchronized void abandon() {
		abandoned = true;
	}

	/** Ends the work that was abandoned. */
	void breakOff() {
		thread.interrupt();
	}

	boolean join(Duration time) throws InterruptedException {
		return thread.join(time);
	}

	private void work() {
		Optional<Outcome> outcome;
		try (place; turn) {
			place.await();
			turn.take();
			begin();
			outcome = Optional.of(switch (work) {
			case EXECUTE -> execute();
			case RESUME -> run.undoing(index).isPresent() ? undoRest(run.undoing(index).get()) : execute();
			case DISCARD -> discard();
			});
		} catch (InterruptedException e) {
			outcome = switch (work) {
			case EXECUTE -> Optional.of(new Outcome(TaskState.CANCELLED, "Cancelled before it began"));
			case RESUME -> Optional.of(new Outcome(TaskState.INTERRUPTED, "Cancelled before it went on"));
			case DISCARD -> Optional.empty();
			};
		}
		if (!isAbandoned()) {
			outcome.ifPresentOrElse(this::end, this::restore);
		}
	}

	private synchronized void begin() throws InterruptedException {
		if (cancelled || abandoned) {
			throw new InterruptedException();
		}
		begun = true;
	}

	private void restore() {
		run.restore(index);
		recorder.settled(run);
	}

	private void end(Outcome outcome) {
		recorder.log(run, index, switch (outcome.state()) {
		case FAILED -> Severity.ERROR;
		case CANCELLED, INTERRUPTED -> Severity.WARNING;
		default -> Severity.INFO;
		}, outcome.message());
		cancelAsked().ifPresent(asked -> recorder.log(run, index, Severity.INFO, "Ended %d ms after cancel was asked for".formatted(Duration.between(asked, now()).toMillis())));
		recorder.recordAnyway(new TargetEnded(id(), index, outcome.state(), outcome.message(), now()), true);
	}

	private String id() {
		return run.submitted().run();
	}

	private Instant now() {
		return tools.clock().instant();
	}

	private Outcome execute() {
		try {
			for (Step step : steps) {
				if (isCancelled() || isAbandoned()) {
					throw new InterruptedException();
				}
				execute(step);
			}
			return new Outcome(TaskState.SUCCEEDED, context.result().isEmpty() ? "Done" : context.result());
		} catch (EngineException | IOException e) {
			return stopped(e.getMessage());
		} catch (InterruptedException e) {
			return stopped("It was broken off");
		} catch (RuntimeException | Error e) {
			LOG.error("A step of task {} failed", id(), e);
			return stopped("Something unexpected happened; Fleetdesk's log has the details");
		}
	}

	private void execute(Step step) throws EngineException, InterruptedException, IOException {
		if (work != Work.RESUME || !run.done(index, step.id())) {
			attempt(step);
		}
		context.done(step);
	}

	/** Does a step, if need be in several attempts. */
	private void attempt(Step step) throws EngineException, InterruptedException, IOException {
		boolean sync = !step.idempotent();
		lastFailure = "";
		for (int attempt = 1;; attempt++) {
			try {
				// what a run before this one left of it is looked for as it is, before this one may change it
				boolean happened = happened(step);
				if (!happened) {
					// synced before the effect: a step that must not be repeated must not be forgotten
					recorder.record(new StepStarted(id(), index, step.id(), step.title(), attempt, now()), sync);
					current = step;
					recorder.log(run, index, Severity.INFO, step.title());
					context.begin(step);
					handler.run(step, context);
				} else {
					recorder.log(run, index, Severity.INFO, step.title() + ": done before");
				}
				current = null;
				// it has happened, and that the journal cannot take it now does not change that; the next step will not begin without it
				recorder.recordAnyway(new StepEnded(id(), index, step.id(), StepState.DONE), sync);
				return;
			} catch (EngineException e) {
				if (attempt >= tools.attempts().most() || e instanceof Untold || !handler.passes(step, context.request(), e)) {
					throw attempt == 1 || e instanceof Untold ? e : new EngineException(e.kind(), "%s, %d attempts".formatted(e.getMessage(), attempt), e);
				}
				pause(step, attempt, e.getMessage());
			}
		}
	}

	/** Waits for the next attempt; meanwhile others have the turn. */
	private void pause(Step step, int attempt, String reason) throws InterruptedException {
		var pause = tools.attempts().pause(attempt, ThreadLocalRandom.current().nextDouble());
		recorder.log(run, index, Severity.WARNING, String.format(Locale.ROOT, "Attempt %d of %d failed: %s; %s in %.1f s", attempt, tools.attempts().most(), reason,
				step.idempotent() ? "again" : "whether it happened is looked at", pause.toMillis() / 1e3));
		recorder.recordAnyway(new AttemptFailed(id(), index, step.id(), attempt, reason, now().plus(pause)), false);
		lastFailure = reason;
		waiting = true;
		turn.close();
		Thread.sleep(pause);
		run.queued(index);
		recorder.changed(run);
		turn.take();
		waiting = false;
	}

	/** Whether a step that was begun before need not be done again. */
	private boolean happened(Step step) throws EngineException, InterruptedException {
		var before = run.step(index, step.id());
		if (before.isEmpty() || step.idempotent()) {
			return false;
		}
		return switch (handler.probe(step, context)) {
		case HAPPENED -> true;
		case NOT_HAPPENED -> false;
		case UNKNOWN -> switch (before.get()) {
		case DONE -> true;
		case FAILED -> false;
		case STARTED -> throw new Untold((lastFailure.isEmpty()
				? "\"" + step.title() + "\" was cut off, and whether it happened cannot be told: look at %s, then discard this task or start it anew"
				: lastFailure + "; it is not tried again, because whether it happened cannot be told: look at %s").formatted(context.target().label()));
		};
		};
	}

	/** How it ended with a failure or a cancel, after undoing what is half-done. */
	private Outcome stopped(String error) {
		Step failed = current;
		boolean cancel = isCancelled();
		String what = !cancel ? error : failed == null ? "Cancelled" : waiting ? "Cancelled before \"%s\" was tried again; %s".formatted(failed.title(), lastFailure)
				: "Cancelled during \"" + failed.title() + "\"";
		int at = failed == null ? firstNotDone() : steps.indexOf(failed);
		var parts = new ArrayList<String>();
		parts.add(what);
		if (at > 0) {
			parts.add("Done: " + titles(steps.subList(0, at)));
		}
		int next = failed == null && !(at < steps.size() && isHalfDone(steps.get(at))) ? at : at + 1; // a step may have been cut off before
		if (next < steps.size()) {
			parts.add("Not begun: " + titles(steps.subList(next, steps.size())));
		}
		var outcome = new Outcome(cancel ? TaskState.CANCELLED : TaskState.FAILED, sentences(parts));
		return failed == null ? outcome : undo(failed, outcome);
	}

	private int firstNotDone() {
		int at = 0;
		while (at < steps.size() && run.done(index, steps.get(at).id())) {
			at++;
		}
		return at;
	}

	private static String titles(List<Step> steps) {
		return String.join(", ", steps.stream().map(Step::title).toList());
	}

	private static String sentences(List<String> parts) {
		return String.join(". ", parts.stream().map(p -> p.endsWith(".") ? p.substring(0, p.length() - 1) : p).toList());
	}

	/** Undoes a step and ends as said, with what became of the undoing. */
	private Outcome undo(Step step, Outcome then) {
		if (!beginUndo()) {
			return then;
		}
		recorder.recordAnyway(new Undoing(id(), index, step.id(), "Undo: " + step.title(), then.state(), then.message()), false);
		var deadline = Thread.ofVirtual().unstarted(() -> {
			try {
				Thread.sleep(tools.undoDeadline());
				giveUp();
			} catch (InterruptedException e) {
				// done in time
			}
		});
		var parts = new ArrayList<String>();
		parts.add(then.message());
		context.beginUndo();
		try {
			if (!turn.taken()) { // many may be cancelled at once
				turn.take();
			}
			deadline.start();
			handler.compensate(step, context);
			recorder.recordAnyway(new StepEnded(id(), index, step.id(), StepState.FAILED), false);
			parts.addAll(context.undone());
		} catch (EngineException e) {
			parts.add(leftBehind(step, e.getMessage()));
		} catch (InterruptedException e) {
			parts.add(leftBehind(step, isGivenUp() ? "it was cancelled" : "it took longer than %d s".formatted(tools.undoDeadline().toSeconds())));
		} catch (RuntimeException | Error e) {
			LOG.error("Undoing a step of task {} failed", id(), e);
			parts.add(leftBehind(step, "something unexpected happened; Fleetdesk's log has the details"));
		} finally {
			deadline.interrupt();
			endUndo();
		}
		return new Outcome(then.state(), sentences(parts));
	}

	private synchronized boolean beginUndo() {
		Thread.interrupted();
		undoing = !abandoned;
		return undoing;
	}

	private synchronized void giveUp() {
		if (undoing) {
			thread.interrupt();
		}
	}

	private synchronized void endUndo() {
		undoing = false;
		Thread.interrupted();
	}

	private synchronized boolean isGivenUp() {
		return givenUp;
	}

	private static String leftBehind(Step step, String why) {
		return "What \"" + step.title() + "\" left behind could not be undone: " + why;
	}

	/** Goes on with an undoing that was cut off. */
	private Outcome undoRest(Undoing undoing) {
		if (undoing.state() == TaskState.DISCARDED) {
			return discard();
		}
		var outcome = new Outcome(undoing.state(), undoing.message());
		return steps.stream().filter(s -> s.id().equals(undoing.step()) && isHalfDone(s)).findFirst().map(s -> undo(s, outcome)).orElse(outcome);
	}

	private boolean isHalfDone(Step step) {
		return run.step(index, step.id()).filter(s -> s == StepState.STARTED).isPresent();
	}

	/** Undoes what was begun, the last first: a target that did not get to its end is half-done with all its steps, also those that are done. */
	private Outcome discard() {
		var outcome = new Outcome(TaskState.DISCARDED, "Discarded");
		for (Step step : steps.reversed()) {
			if (isBegun(step)) {
				outcome = undo(step, outcome);
				if (isBegun(step)) {
					return outcome;
				}
			}
		}
		return outcome;
	}

	private boolean isBegun(Step step) {
		return run.step(index, step.id()).filter(s -> s != StepState.FAILED).isPresent();
	}

	private synchronized Optional<Instant> cancelAsked() {
		return cancelAsked;
	}

	private synchronized boolean isCancelled() {
		return cancelled;
	}

	private synchronized boolean isAbandoned() {
		return abandoned;
	}
}
