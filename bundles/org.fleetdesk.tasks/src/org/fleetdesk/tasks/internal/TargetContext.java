package org.fleetdesk.tasks.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.files.Severity;
import org.fleetdesk.tasks.Progress;
import org.fleetdesk.tasks.Step;
import org.fleetdesk.tasks.StepContext;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.tasks.internal.Entry.ValueKept;

/** What a handler is given for the steps of one target. */
final class TargetContext implements StepContext {

	private final Run run;
	private final int index;
	private final Sessions sessions;
	private final Recorder recorder;
	private final Optional<Turns.Turn> turn;
	private final double totalWeight;
	private volatile boolean waiting;
	private Runnable beforeWaiting = () -> {
		// unless told otherwise
	};
	private Rate rate = new Rate();
	private final List<String> undone = new CopyOnWriteArrayList<>();
	private volatile String result = "";
	private volatile boolean undoing;
	private double doneWeight;
	private Step step;

	/** @param turn of the target; empty when nothing is done to it */
	TargetContext(Run run, int index, List<Step> steps, Sessions sessions, Recorder recorder, Optional<Turns.Turn> turn) {
		this.run = run;
		this.index = index;
		this.sessions = sessions;
		this.recorder = recorder;
		this.turn = turn;
		totalWeight = steps.stream().mapToDouble(Step::weight).sum();
	}

	synchronized void begin(Step next) {
		step = next;
		rate = new Rate();
	}

	synchronized void done(Step past) {
		doneWeight += past.weight();
		step = null;
		run.progress(index, fraction(0), Optional.empty(), 0);
		recorder.changed(run);
	}

	private double fraction(double ofStep) {
		double done = doneWeight + (step == null ? 0 : step.weight() * Math.max(0, ofStep));
		return totalWeight > 0 ? Math.min(1, done / totalWeight) : 0;
	}

	/** What is logged from now on tells what is undone. */
	void beginUndo() {
		undone.clear();
		undoing = true;
	}

	/** What was logged since, as sentences. */
	List<String> undone() {
		return undone;
	}

	String result() {
		return result;
	}

	TaskTarget target() {
		return run.submitted().request().targets().get(index);
	}

	/** @param action runs when it begins to wait for something that has not begun, on its own thread, which it may interrupt */
	void beforeWaiting(Runnable action) {
		beforeWaiting = action;
	}

	/** Whether it waits for something that has not begun. */
	boolean waits() {
		return waiting;
	}

	@Override
	public void waiting(Work work) throws EngineException, InterruptedException {
		if (turn.filter(Turns.Turn::taken).isEmpty()) {
			work.run(); // it waits already
			return;
		}
		turn.get().close();
		waiting = true;
		try {
			beforeWaiting.run();
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			work.run();
		} catch (EngineException e) {
			waiting = false;
			turn.get().take();
			throw e;
		} finally {
			waiting = false;
		}
		turn.get().take(); // not when it was broken off
	}

	@Override
	public void underWay() {
		waiting = false;
	}

	@Override
	public String runId() {
		return run.submitted().origin();
	}

	@Override
	public TaskRequest request() {
		return run.request();
	}

	@Override
	public <S extends Session> S session(Class<S> type) throws EngineException {
		Session session = sessions.session(target().resource().connection());
		if (!type.isInstance(session)) {
			throw new EngineException(EngineException.Kind.UNSUPPORTED, "An engine of the kind " + session.connection().kind() + ", as " + session.connection().name()
					+ " is, does not know \"" + request().verb() + "\"");
		}
		return type.cast(session);
	}

	@Override
	public synchronized void progress(Progress progress) {
		long perSecond = progress.unit() == Progress.Unit.BYTES ? rate.update(progress.done(), System.nanoTime()) : 0;
		run.progress(index, fraction(progress.fraction()), Optional.of(progress), perSecond);
		recorder.changed(run);
	}

	@Override
	public void log(Severity severity, String text) {
		if (undoing) {
			undone.add(text);
		}
		recorder.log(run, index, severity, text);
	}

	@Override
	public void put(String name, String value) throws EngineException {
		try {
			recorder.record(new ValueKept(run.submitted().run(), index, name, value, run.secret(value)), true);
		} catch (IOException e) {
			throw new EngineException(EngineException.Kind.FAILED, e.getMessage(), e);
		}
	}

	@Override
	public Optional<String> get(String name) {
		return run.value(index, name);
	}

	@Override
	public void result(String sentence) {
		result = sentence;
	}

	@Override
	public void publish(Snapshot snapshot) {
		recorder.publish(snapshot);
	}

	@Override
	public void publish(Session session) throws InterruptedException {
		recorder.publish(session);
	}
}
