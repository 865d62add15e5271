package org.fleetdesk.ui;

import java.util.List;

import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.ui.internal.Background;
import org.fleetdesk.ui.internal.Selected;

/** What a domain's own command handlers need: what is selected, and how to start a task. */
public final class Tasks {

	private Tasks() {
	}

	/** The resources that are selected when a command runs. */
	public static List<Row> selected(ExecutionEvent event) {
		return Selected.rows(HandlerUtil.getCurrentSelection(event));
	}

	/** The resources that are selected in an evaluation context, as {@code setEnabled} gets it. */
	public static List<Row> selected(Object context) {
		ISelection selection = Selected.of(context);
		return Selected.rows(selection);
	}

	/** Hands a request to the tasks, off the UI thread; when they do not take it, the user is told. */
	public static void start(Control control, TaskRequest request) {
		var console = PlatformUI.getWorkbench().getService(Console.class);
		Background.run(request.title(), control, () -> console.tasks().submit(request));
	}
}
