package org.fleetdesk.ui.internal;

import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.MultiStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.tasks.DuplicateRolloutException;
import org.fleetdesk.tasks.DuplicateTaskException;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.tasks.TasksView;

/** Tells the user what went wrong: one sentence, and details that can be copied. */
public final class Errors {

	private static final String ID = "org.fleetdesk.ui";

	private Errors() {
	}

	/** Shows it on the UI thread soon; may be called from any thread. Also in the Error Log. */
	public static void show(Control control, String tried, Throwable problem) {
		ILog.of(Errors.class).warn(tried + ": " + message(problem), problem);
		UiUpdates.later(control, () -> open(control.getShell(), tried, problem));
	}

	private static void open(Shell shell, String tried, Throwable problem) {
		if (problem instanceof DuplicateTaskException duplicate) {
			openDuplicate(shell, tried, duplicate, duplicate.run());
			return;
		}
		if (problem instanceof DuplicateRolloutException duplicate) {
			openDuplicate(shell, tried, duplicate, duplicate.rollout());
			return;
		}
		var status = new MultiStatus(ID, IStatus.ERROR, message(problem));
		for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
			status.add(new Status(IStatus.ERROR, ID, message(cause)));
		}
		new ErrorDialog(shell, tried, tried, status, IStatus.ERROR | IStatus.WARNING).open();
	}

	/** With the way to the task that does it already. */
	private static void openDuplicate(Shell shell, String tried, Throwable problem, String row) {
		int choice = Confirmation.choose(shell, MessageDialog.WARNING, tried, message(problem), 0, Messages.Task_show_running, Messages.Close);
		var window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
		if (choice == 0 && window != null) {
			TasksView.show(window.getActivePage(), row);
		}
	}

	/** The sentence for the user. */
	public static String message(Throwable problem) {
		String text = problem.getMessage();
		return text == null || text.isBlank() ? problem.getClass().getSimpleName() : text;
	}
}
