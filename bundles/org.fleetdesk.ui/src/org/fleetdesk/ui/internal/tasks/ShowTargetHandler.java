package org.fleetdesk.ui.internal.tasks;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Navigation;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Selected;

/** Selects what a task acts on in its table; when that is gone, its engine. */
public final class ShowTargetHandler extends AbstractHandler {

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(TaskSelection.target(Selected.of(context)).isPresent());
	}

	@Override
	public Object execute(ExecutionEvent event) {
		TaskSelection.target(HandlerUtil.getCurrentSelection(event)).filter(t -> !Navigation.show(t.resource())).ifPresent(t -> gone(event, t, t.resource()));
		return null;
	}

	private static void gone(ExecutionEvent event, TaskTarget target, ResourceId id) {
		Errors.show(HandlerUtil.getActiveWorkbenchWindow(event).getShell(), TaskWords.show_target,
				new IllegalStateException(Texts.format(TaskWords.target_gone, Texts.plain(target.label()), id.connection())));
	}
}
