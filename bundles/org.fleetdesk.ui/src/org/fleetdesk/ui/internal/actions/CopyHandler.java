package org.fleetdesk.ui.internal.actions;

import java.util.stream.Collectors;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.internal.Selected;

/** Copies the names or the whole ids of the selected resources, one a line. */
public final class CopyHandler extends AbstractHandler implements IExecutableExtension {

	private boolean ids;

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		ids = "id".equals(data);
	}

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(!Selected.rows(Selected.of(context)).isEmpty());
	}

	@Override
	public Object execute(ExecutionEvent event) {
		String text = Selected.rows(HandlerUtil.getCurrentSelection(event)).stream().map(this::text).collect(Collectors.joining("\n"));
		if (!text.isEmpty()) {
			var clipboard = new Clipboard(HandlerUtil.getActiveShell(event).getDisplay());
			clipboard.setContents(new Object[] { text }, new Transfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		}
		return null;
	}

	private String text(Row row) {
		return !ids ? row.name() : row.attribute("id").isEmpty() ? row.id().key() : row.attribute("id");
	}
}
