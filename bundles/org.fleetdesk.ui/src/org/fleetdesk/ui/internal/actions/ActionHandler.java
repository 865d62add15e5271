package org.fleetdesk.ui.internal.actions;

import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.internal.Selected;

/** Does a verb on the selected resources. Declared with the verb as data: {@code org.fleetdesk.ui/….ActionHandler:so3.container.stop}. */
public final class ActionHandler extends AbstractHandler implements IExecutableExtension {

	private String verb = "";

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		verb = String.valueOf(data);
	}

	@Override
	public void setEnabled(Object context) {
		var console = Selected.console();
		setBaseEnabled(console != null && new Actions(console).request(verb, Selected.rows(Selected.of(context))).isPresent());
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var actions = new Actions(Selected.console());
		List<Row> rows = Selected.rows(HandlerUtil.getCurrentSelection(event));
		actions.request(verb, rows).ifPresent(r -> actions.start(r, HandlerUtil.getActiveShell(event)));
		return null;
	}
}
