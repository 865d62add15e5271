package org.fleetdesk.serverless.ui.internal;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.Tasks;

/** Copies the addresses of the selected runtimes' functions, one a line. */
public final class CopyEndpointHandler extends AbstractHandler {

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(Tasks.selected(context).stream().anyMatch(r -> !Endpoints.all(r).isEmpty()));
	}

	@Override
	public Object execute(ExecutionEvent event) {
		Endpoints.copy(HandlerUtil.getActiveShell(event).getDisplay(), Tasks.selected(event).stream().flatMap(r -> Endpoints.all(r).stream()).toList());
		return null;
	}
}
