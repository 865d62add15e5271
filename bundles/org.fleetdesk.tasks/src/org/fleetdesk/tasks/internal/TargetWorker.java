package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Severity;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.TaskHandler;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.internal.Entry.StepEnded;
import org.fleetdesk.tasks.internal.Entry.StepStarted;
import org.fleetdesk.tasks.internal.Entry.StepState;
import org.fleetdesk.tasks.internal.Entry.TargetEnded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does the steps of one target on a virtual thread of its own, or undoes what they left half-done. */
final class TargetWorker {

	private static final Logger LOG = LoggerFactory.getLogger(TargetWorker.class);
	private static final Duration UNDO_DEADLINE = Duration.ofSeconds(30);

	/** How a target ended. */
	private record Outcome(TaskState state, String message) {
	}

	private final Run run;
	private final int index;
	private final TaskHandler handler;
	private final List<Step> steps;
	private final ResourceQueue.Place place;
	private final Semaphore slots;
	private final TargetContext context;
	private final Recorder recorder;
	private final InstantSource clock;
	private final Thread thread;
	private Step current;

	// guarded by this
	private boolean cancelled;
	private boolean undoing;
	/** The process ends: what is under way stays as it is in the journal, for the next start to show as interrupted. */
	private boolean abandoned;

	/** @param discard whether half-done steps are undone instead of the steps done */
	TargetWorker(Run run, int index, TaskHandler handler, List<Step> steps, ResourceQueue.Place place, Semaphore slots, TargetContext context, Recorder recorder,
			InstantSource clock, boolean discard) {
		this.run = run;
		this.index = index;
		this.handler = handler;
		this.steps = steps;
		this.place = place;
		this.slots = slots;
		this.context = context;
		this.recorder = recorder;
		this.clock = clock;
		thread = Thread.ofVirtual().name("task " + run.submitted().run() + " " + index).unstarted(() -> work(discard));
	}

	void start() {
		thread.start();
	}

	/** Ends the work soon; undoing goes on. */
	synchronized void cancel() {
		cancelled = true;
		if (!undoing) {
			thread.interrupt();
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

	private void work(boolean discard) {
		Outcome outcome;
		try (place) {
			place.await();
			slots.acquire();
			try {
				outcome = discard ? discard() : execute();
			} finally {
				slots.release();
			}
		} catch (InterruptedException e) {
			outcome = discard ? null : new Outcome(TaskState.CANCELLED, "Cancelled before it began");
		}
		if (!isAbandoned()) {
			end(outcome);
		}
	}

	private void end(Outcome outcome) {
		if (outcome == null) {
			run.restore(index);
			recorder.settled(run);
			return;
		}
		recorder.log(run, index, outcome.state() == TaskState.FAILED ? Severity.ERROR : outcome.state() == TaskState.CANCELLED ? Severity.WARNING : Severity.INFO,
				outcome.message());
		recorder.recordAnyway(new TargetEnded(run.submitted().run(), index, outcome.state(), outcome.message(), clock.instant()));
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
			LOG.error("A step of task {} failed", run.submitted().run(), e);
			return stopped("Something unexpected happened; Fleetdesk's log has the details");
		}
	}

	private void execute(Step step) throws EngineException, InterruptedException, IOException {
		if (happened(step)) {
			recorder.record(new StepEnded(run.submitted().run(), index, step.id(), StepState.DONE), false);
			recorder.log(run, index, Severity.INFO, step.title() + ": done before");
		} else {
			recorder.record(new StepStarted(run.submitted().run(), index, step.id(), step.title(), clock.instant()), !step.idempotent());
			recorder.log(run, index, Severity.INFO, step.title());
			current = step;
			context.begin(step);
			handler.run(step, context);
			current = null;
			recorder.record(new StepEnded(run.submitted().run(), index, step.id(), StepState.DONE), !step.idempotent());
		}
		context.done(step);
	}

	/** Whether a step of a retry need not be done again. */
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
		case STARTED -> throw new EngineException(EngineException.Kind.CONFLICT, "\"" + step.title()
				+ "\" was cut off, and whether it happened cannot be told: look at " + context.target().label() + ", then discard this task or start it anew");
		};
		};
	}

	private Outcome stopped(String error) {
		Step failed = current;
		String undone = undo(failed);
		boolean cancel = isCancelled();
		String what = cancel ? failed == null ? "Cancelled" : "Cancelled during \"" + failed.title() + "\"" : error;
		var rest = failed == null ? steps.stream().filter(s -> run.step(index, s.id()).isEmpty()).toList() : steps.subList(steps.indexOf(failed) + 1, steps.size());
		return new Outcome(cancel ? TaskState.CANCELLED : TaskState.FAILED, what + (rest.isEmpty() ? ""
				: (what.endsWith(".") ? " " : ". ") + "Not begun: " + String.join(", ", rest.stream().map(Step::title).toList())) + undone);
	}

	/** @return what could not be undone, as a further sentence, or empty */
	private String undo(Step step) {
		if (step == null) {
			return "";
		}
		synchronized (this) {
			if (abandoned) {
				return "";
			}
			undoing = true;
			Thread.interrupted();
		}
		run.undoing(index, "Undo: " + step.title());
		recorder.changed(run);
		var deadline = Thread.ofVirtual().start(() -> {
			try {
				Thread.sleep(UNDO_DEADLINE);
				thread.interrupt();
			} catch (InterruptedException e) {
				// done in time
			}
		});
		try {
			handler.compensate(step, context);
			recorder.record(new StepEnded(run.submitted().run(), index, step.id(), StepState.FAILED), false);
			return "";
		} catch (EngineException | IOException e) {
			return leftBehind(step, e.getMessage());
		} catch (InterruptedException e) {
			return leftBehind(step, "it took too long");
		} catch (RuntimeException | Error e) {
			LOG.error("Undoing a step of task {} failed", run.submitted().run(), e);
			return leftBehind(step, "something unexpected happened; Fleetdesk's log has the details");
		} finally {
			deadline.interrupt();
		}
	}

	private static String leftBehind(Step step, String why) {
		return ". What \"" + step.title() + "\" left behind could not be undone: " + why;
	}

	private Outcome discard() {
		for (Step step : steps.reversed()) {
			if (run.step(index, step.id()).filter(s -> s == StepState.STARTED).isPresent()) {
				String left = undo(step);
				if (!left.isEmpty()) {
					return new Outcome(TaskState.DISCARDED, "Discarded" + left);
				}
			}
		}
		return new Outcome(TaskState.DISCARDED, "Discarded");
	}

	private synchronized boolean isCancelled() {
		return cancelled;
	}

	private synchronized boolean isAbandoned() {
		return abandoned;
	}
}
