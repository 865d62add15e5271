package org.fleetdesk.ui.internal.tasks;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.internal.Selected;

/** Cancels, resumes, retries, discards or undoes the selected tasks; which of these stands as data in the declaration. */
public final class TaskHandlers extends AbstractHandler implements IExecutableExtension {

	private TaskVerb verb;

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		verb = TaskVerb.of(String.valueOf(data));
	}

	@Override
	public void setEnabled(Object context) {
		var list = TaskSelection.list();
		setBaseEnabled(list != null && !verb.fitting(list, TaskSelection.runs(Selected.of(context), list)).isEmpty());
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var list = TaskSelection.list();
		var runs = verb.fitting(list, TaskSelection.runs(HandlerUtil.getCurrentSelection(event), list));
		verb.start(list, runs, HandlerUtil.getActiveWorkbenchWindow(event).getShell());
		return null;
	}
}
