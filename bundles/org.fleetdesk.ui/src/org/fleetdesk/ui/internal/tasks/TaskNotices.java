package org.fleetdesk.ui.internal.tasks;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskService;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Notifications;

/** Tells when a task failed while the Tasks view was out of sight. */
public final class TaskNotices implements Registration {

	private final Registration registration;
	private final Display display;
	private final Set<String> running = ConcurrentHashMap.newKeySet();

	public TaskNotices(TaskService tasks, Display display) {
		this.display = display;
		registration = tasks.addListener(this::update);
	}

	private void update(TaskRun run) {
		if (run.links().rollout().isPresent()) {
			return; // the rollout tells for itself
		}
		if (!run.state().ended()) {
			running.add(run.id());
		} else if (running.remove(run.id()) && run.state() == TaskState.FAILED) {
			UiUpdates.later(display, () -> tell(run));
		}
	}

	private static void tell(TaskRun run) {
		var window = PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getActiveWorkbenchWindow() : null;
		var page = window == null ? null : window.getActivePage();
		var view = page == null ? null : page.findView(TasksView.ID);
		if (page != null && (view == null || !page.isPartVisible(view))) {
			Notifications.show(run.request().title(), TaskTexts.message(run), null);
		}
	}

	@Override
	public void close() {
		registration.close();
	}
}
