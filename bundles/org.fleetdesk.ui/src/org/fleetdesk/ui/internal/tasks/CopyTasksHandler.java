package org.fleetdesk.ui.internal.tasks;

import java.util.Arrays;
import java.util.stream.Collectors;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.internal.Selected;

/** Copies the selected rows, a line each, cells parted by tabs. */
public final class CopyTasksHandler extends AbstractHandler {

	@Override
	public void setEnabled(Object context) {
		setBaseEnabled(!TaskSelection.rows(Selected.of(context)).isEmpty());
	}

	@Override
	public Object execute(ExecutionEvent event) {
		String text = TaskSelection.rows(HandlerUtil.getCurrentSelection(event)).stream()
				.map(r -> Arrays.stream(TaskColumn.values()).map(c -> c.text(r)).collect(Collectors.joining("\t"))).collect(Collectors.joining("\n"));
		if (!text.isEmpty()) {
			var clipboard = new Clipboard(HandlerUtil.getActiveShell(event).getDisplay());
			clipboard.setContents(new Object[] { text }, new Transfer[] { TextTransfer.getInstance() });
			clipboard.dispose();
		}
		return null;
	}
}
