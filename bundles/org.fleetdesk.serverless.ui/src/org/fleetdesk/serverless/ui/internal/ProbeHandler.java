package org.fleetdesk.serverless.ui.internal;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Tasks;

/** Asks the endpoints of the selected runtimes whether they answer. */
public final class ProbeHandler extends AbstractHandler {

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(Tasks.selected(context).stream().anyMatch(r -> !Endpoints.faas(r).isEmpty()));
	}

	@Override
	public Object execute(ExecutionEvent event) {
		new ProbeDialog(HandlerUtil.getActiveWorkbenchWindow(event).getShell(), PlatformUI.getWorkbench().getService(Console.class), Tasks.selected(event)).open();
		return null;
	}
}
