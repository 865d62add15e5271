package org.fleetdesk.ui.internal.shell;

import java.io.IOException;
import java.time.Instant;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Notifications;

/** Begins to follow all connections, and starts or adopts the engines of this machine. */
public final class FleetStart extends Job {

	private final Console console;
	private volatile Thread thread;

	FleetStart(Console console) {
		super(Messages.Start_local);
		this.console = console;
	}

	@Override
	protected IStatus run(IProgressMonitor monitor) {
		thread = Thread.currentThread();
		try {
			Texts.dateTime(Instant.now()); // loads the locale's data here and not on the UI thread
			console.fleet().start();
			var local = console.localFleet();
			if (local.isPresent() && Settings.startLocal()) {
				local.get().endWithProcess(() -> !Settings.keepRunning());
				local.get().keepRunning();
				local.get().ensureRunning();
				console.fleet().engines().stream().filter(e -> e.connection().local()).forEach(e -> console.fleet().refresh(e.connection().id()));
			}
			return Status.OK_STATUS;
		} catch (InterruptedException e) {
			return Status.CANCEL_STATUS;
		} catch (IOException e) {
			Notifications.show(Messages.Start_local_failed, Errors.message(e), e);
			return Status.OK_STATUS;
		} finally {
			thread = null;
		}
	}

	/** Whether the engines of this machine are being started now. */
	public static boolean running() {
		return Job.getJobManager().find(FleetStart.class).length > 0;
	}

	@Override
	public boolean belongsTo(Object family) {
		return family == FleetStart.class;
	}

	@Override
	protected void canceling() {
		var running = thread;
		if (running != null) {
			running.interrupt();
		}
	}
}
