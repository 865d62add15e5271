package org.fleetdesk.ui.internal.tasks;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;

/** Lets all interrupted tasks go on. */
public final class ResumeAllHandler extends AbstractHandler {

	@Override
	public void setEnabled(Object context) {
		var list = TaskSelection.list();
		setBaseEnabled(list != null && !list.resumable().isEmpty());
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var list = TaskSelection.list();
		TaskVerb.RESUME.start(list, list.resumable(), HandlerUtil.getActiveWorkbenchWindow(event).getShell());
		return null;
	}
}
