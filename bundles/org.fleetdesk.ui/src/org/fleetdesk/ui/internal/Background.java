package org.fleetdesk.ui.internal;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Control;
import org.fleetdesk.ui.UiUpdates;

/** Work off the UI thread whose cancel reaches the socket: it runs on a thread of its own, which cancelling interrupts. */
public final class Background<T> extends Job {

	private final Callable<T> work;
	private final Consumer<T> done;
	private final Consumer<Throwable> failed;
	private final Control control;
	private volatile Thread thread;
	private boolean cancelled;

	/**
	 * @param control whose life ends the interest in the result
	 * @param done    called on the UI thread
	 * @param failed  called on the UI thread
	 */
	public Background(String name, Control control, Callable<T> work, Consumer<T> done, Consumer<Throwable> failed) {
		super(name);
		this.control = control;
		this.work = work;
		this.done = done;
		this.failed = failed;
	}

	/** Starts work of which only the failure is shown. */
	public static void run(String name, Control control, Callable<?> work) {
		new Background<Object>(name, control, work::call, r -> {
		}, e -> Errors.show(control, name, e)).schedule();
	}

	@Override
	protected IStatus run(IProgressMonitor monitor) {
		synchronized (this) {
			if (cancelled) {
				return Status.CANCEL_STATUS;
			}
			thread = Thread.currentThread();
		}
		try {
			T result = work.call();
			UiUpdates.later(control, () -> done.accept(result));
			return Status.OK_STATUS;
		} catch (InterruptedException e) {
			return Status.CANCEL_STATUS;
		} catch (Exception | LinkageError e) { // also when a class is missing, the user is told
			UiUpdates.later(control, () -> failed.accept(e));
			return Status.OK_STATUS;
		} finally {
			synchronized (this) {
				thread = null;
				Thread.interrupted();
			}
		}
	}

	@Override
	protected synchronized void canceling() {
		cancelled = true;
		if (thread != null) {
			thread.interrupt();
		}
	}
}
