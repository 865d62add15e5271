package org.fleetdesk.ui.internal.actions;

import java.util.List;
import java.util.Optional;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.Contributions;
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
		setBaseEnabled(actions().isPresent() && actions().get().request(verb, Selected.rows(Selected.of(context))).isPresent());
	}

	@Override
	public Object execute(ExecutionEvent event) {
		List<Row> rows = Selected.rows(HandlerUtil.getCurrentSelection(event));
		actions().ifPresent(a -> a.request(verb, rows).ifPresent(r -> a.start(r, HandlerUtil.getActiveShell(event))));
		return null;
	}

	private static Optional<Actions> actions() {
		var console = Selected.console();
		return console == null ? Optional.empty() : Optional.of(new Actions(console, PlatformUI.getWorkbench().getService(Contributions.class)));
	}
}
