package org.fleetdesk.ui.internal.tasks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;

/** One Eclipse job per run, so that the platform's progress shows it and can cancel it. The job only watches: the tasks run elsewhere. */
public final class TaskJobs implements Registration {

	private static final int TOTAL = 1000;

	private final TaskService tasks;
	private final Registration registration;
	private final Map<String, RunJob> jobs = new ConcurrentHashMap<>();

	public TaskJobs(TaskList list) {
		tasks = list.tasks();
		registration = list.addListener(run -> (run == null ? list.active() : List.of(run)).forEach(this::update));
		list.active().forEach(this::update);
	}

	private void update(TaskRun run) {
		if (run.state().ended()) {
			var job = jobs.remove(run.id());
			if (job != null) {
				job.update(run);
			}
		} else {
			jobs.computeIfAbsent(run.id(), id -> start(run)).update(run);
		}
	}

	private RunJob start(TaskRun run) {
		var job = new RunJob(run);
		job.schedule();
		return job;
	}

	@Override
	public void close() {
		registration.close();
		jobs.values().forEach(RunJob::leave);
	}

	private final class RunJob extends Job {

		private final String id;
		private IProgressMonitor monitor;
		private TaskRun latest;
		private int worked;

		RunJob(TaskRun run) {
			super(run.request().title());
			id = run.id();
			latest = run;
		}

		@Override
		protected synchronized IStatus run(IProgressMonitor given) {
			monitor = given;
			monitor.beginTask(latest.request().title(), TOTAL);
			show();
			return latest.state().ended() ? Status.OK_STATUS : ASYNC_FINISH;
		}

		synchronized void update(TaskRun run) {
			latest = run;
			show();
			if (monitor != null && run.state().ended()) {
				leave();
			}
		}

		private void show() {
			if (monitor != null) {
				int now = (int) (latest.fraction() * TOTAL);
				if (now > worked) {
					monitor.worked(now - worked);
					worked = now;
				}
				monitor.subTask(TaskTexts.message(latest));
			}
		}

		synchronized void leave() {
			if (monitor != null) {
				monitor.done();
				done(Status.OK_STATUS);
				monitor = null;
			}
		}

		@Override
		protected void canceling() {
			tasks.cancel(id);
		}

		@Override
		public boolean belongsTo(Object family) {
			return family == TaskJobs.class;
		}
	}
}
