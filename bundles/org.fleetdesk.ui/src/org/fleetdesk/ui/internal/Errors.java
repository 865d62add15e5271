package org.fleetdesk.ui.internal;

import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.MultiStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.ui.UiUpdates;

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
		var status = new MultiStatus(ID, IStatus.ERROR, message(problem));
		for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
			status.add(new Status(IStatus.ERROR, ID, message(cause)));
		}
		new ErrorDialog(shell, tried, tried, status, IStatus.ERROR | IStatus.WARNING).open();
	}

	/** The sentence for the user. */
	public static String message(Throwable problem) {
		String text = problem.getMessage();
		return text == null || text.isBlank() ? problem.getClass().getSimpleName() : text;
	}
}
