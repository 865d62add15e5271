package org.fleetdesk.ui.internal.tasks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Notifications;

/** Tells which tasks ended out of sight, and which a start found interrupted; those that end together at once, and nothing while somebody types. */
public final class TaskNotices implements Registration {

	/** A task that took longer than that may have been forgotten meanwhile. */
	private static final Duration LONG = Duration.ofSeconds(10);
	private static final int TOGETHER = 700;
	private static final int TYPING = 2000;
	private static final int NAMED = 3;

	private final TaskList list;
	private final Display display;
	private final Registration registration;
	private final Set<String> running = ConcurrentHashMap.newKeySet();
	private final List<TaskRun> ended = new ArrayList<>();
	private final Listener keys;
	private long lastKey;
	private boolean greeted;

	/** On the UI thread. */
	public TaskNotices(TaskList list, Display display) {
		this.list = list;
		this.display = display;
		keys = e -> lastKey = System.currentTimeMillis();
		display.addFilter(SWT.KeyDown, keys);
		registration = list.addListener(this::changed);
		list.active().forEach(r -> running.add(r.id()));
		greet();
	}

	private void changed(TaskRun run) {
		if (run == null) {
			UiUpdates.later(display, this::greet);
		} else if (!run.state().ended()) {
			running.add(run.id());
		} else if (running.remove(run.id()) && run.links().rollout().isEmpty()) {
			UiUpdates.later(display, () -> add(run));
		}
	}

	/** What the process before left behind, once. */
	private void greet() {
		if (greeted || !list.isRead()) {
			return;
		}
		greeted = true;
		var begun = ProcessHandle.current().info().startInstant().orElse(Instant.MIN);
		var interrupted = list.resumable().stream().filter(r -> r.ended().filter(begun::isBefore).isPresent()).toList();
		if (!interrupted.isEmpty()) {
			whenQuiet(() -> Notifications.open(Texts.format(TaskWords.notice_interrupted, interrupted.size()), names(interrupted),
					List.of(new Notifications.Offer(TaskWords.notice_resume, () -> TaskVerb.RESUME.start(list, list.resumable(), window().getShell())),
							new Notifications.Offer(TaskWords.notice_show, () -> TasksView.show(page(), TaskGroup.ATTENTION)))));
		}
	}

	private void add(TaskRun run) {
		ended.add(run);
		if (ended.size() == 1) {
			display.timerExec(TOGETHER, () -> whenQuiet(this::tell));
		}
	}

	/** A pop-up while somebody types takes the eye away from it, and one over a dialog covers its buttons. */
	private void whenQuiet(Runnable action) {
		long wait = isInDialog() ? TYPING : lastKey + TYPING - System.currentTimeMillis();
		if (wait > 0) {
			display.timerExec((int) wait, () -> whenQuiet(action));
		} else {
			action.run();
		}
	}

	private boolean isInDialog() {
		Shell active = display.getActiveShell();
		return active != null && active.getData() instanceof Window; // the workbench's own windows are none of these
	}

	private void tell() {
		var now = List.copyOf(ended);
		ended.clear();
		if (outOfSight()) {
			tell(now.stream().filter(r -> r.state() == TaskState.FAILED || r.state() == TaskState.INTERRUPTED).toList(), TaskWords.notice_failed, TaskGroup.ATTENTION);
			tell(now.stream().filter(r -> r.state() == TaskState.SUCCEEDED && Duration.between(r.created(), r.ended().orElse(r.created())).compareTo(LONG) > 0).toList(),
					TaskWords.notice_done, TaskGroup.HISTORY);
		}
	}

	/** Tells of something else when it is out of sight and nobody types; from any thread. @param key of its row */
	public void tell(String title, String text, String key) {
		UiUpdates.later(display, () -> whenQuiet(() -> {
			if (outOfSight()) {
				Notifications.open(title, text, List.of(new Notifications.Offer(TaskWords.notice_show, () -> TasksView.show(page(), key))));
			}
		}));
	}

	private void tell(List<TaskRun> runs, String title, TaskGroup group) {
		if (runs.size() == 1) {
			var run = runs.getFirst();
			Notifications.open(run.request().title(), text(run), List.of(new Notifications.Offer(TaskWords.notice_show, () -> TasksView.show(page(), run.id()))));
		} else if (!runs.isEmpty()) {
			Notifications.open(Texts.format(title, runs.size()), names(runs), List.of(new Notifications.Offer(TaskWords.notice_show, () -> TasksView.show(page(), group))));
		}
	}

	private static String text(TaskRun run) {
		String message = TaskTexts.message(run);
		return message.isEmpty() ? Texts.sentence(TaskTexts.word(run.state())) : message;
	}

	private static String names(List<TaskRun> runs) {
		String names = runs.stream().limit(NAMED).map(r -> Texts.plain(r.request().title())).collect(Collectors.joining(", "));
		return runs.size() <= NAMED ? names : Texts.format(TaskWords.notice_more, names, runs.size() - NAMED);
	}

	private static IWorkbenchWindow window() {
		return PlatformUI.getWorkbench().getWorkbenchWindows()[0];
	}

	private static IWorkbenchPage page() {
		return window().getActivePage();
	}

	private boolean outOfSight() {
		if (!PlatformUI.isWorkbenchRunning() || PlatformUI.getWorkbench().getWorkbenchWindowCount() == 0 || page() == null) {
			return false;
		}
		var view = page().findView(TasksView.ID);
		return display.getActiveShell() == null || view == null || !page().isPartVisible(view);
	}

	@Override
	public void close() {
		registration.close();
		if (!display.isDisposed()) {
			display.removeFilter(SWT.KeyDown, keys);
		}
	}
}
