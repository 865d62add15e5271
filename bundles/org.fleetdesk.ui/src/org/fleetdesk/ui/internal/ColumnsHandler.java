package org.fleetdesk.ui.internal;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.internal.table.ResourceTableView;

/** Lets the user choose the columns of the active table. */
public final class ColumnsHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) {
		if (HandlerUtil.getActivePart(event) instanceof ResourceTableView view) {
			view.showColumnMenu();
		}
		return null;
	}
}
