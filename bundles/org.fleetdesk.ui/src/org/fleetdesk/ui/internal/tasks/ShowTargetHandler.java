package org.fleetdesk.ui.internal.tasks;

import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TaskTarget;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.fleet.FleetView;
import org.fleetdesk.ui.internal.table.ResourceTableView;

/** Selects what a task acts on in its table; when that is gone, its engine. */
public final class ShowTargetHandler extends AbstractHandler {

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(TaskSelection.target(Selected.of(context)).isPresent());
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var window = HandlerUtil.getActiveWorkbenchWindow(event);
		TaskSelection.target(HandlerUtil.getCurrentSelection(event)).ifPresent(target -> {
			var id = target.resource();
			var console = Selected.console();
			var kind = console.connections().find(id.connection()).flatMap(c -> PlatformUI.getWorkbench().getService(Contributions.class).kind(c.kind(), id.kind()));
			try {
				if (kind.isPresent() && console.fleet().resource(id).isPresent()) {
					((ResourceTableView) window.getActivePage().showView(kind.get().view())).select(List.of(id));
				} else if (console.connections().find(id.connection()).isPresent()) {
					((FleetView) window.getActivePage().showView(FleetView.ID)).select(id.connection());
				} else {
					gone(event, target, id);
				}
			} catch (PartInitException e) {
				Errors.show(window.getShell(), Messages.Find_cannot_open, e);
			}
		});
		return null;
	}

	private static void gone(ExecutionEvent event, TaskTarget target, ResourceId id) {
		Errors.show(HandlerUtil.getActiveWorkbenchWindow(event).getShell(), TaskWords.show_target,
				new IllegalStateException(Texts.format(TaskWords.target_gone, Texts.plain(target.label()), id.connection())));
	}
}
