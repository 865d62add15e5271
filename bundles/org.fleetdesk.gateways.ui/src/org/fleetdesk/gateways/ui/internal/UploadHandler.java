package org.fleetdesk.gateways.ui.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Tasks;

/** Uploads package files that are chosen in a dialog. */
public final class UploadHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) {
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		var dialog = new FileDialog(shell, SWT.OPEN | SWT.MULTI);
		dialog.setText(Messages.Upload_title);
		dialog.setFilterExtensions("*.tar.gz", "*");
		if (dialog.open() != null) {
			var folder = Path.of(dialog.getFilterPath());
			var meant = Tasks.selected(event).stream().flatMap(r -> Related.of(r).stream()).findFirst();
			PackagePlan.open(shell, PlatformUI.getWorkbench().getService(Console.class), Arrays.stream(dialog.getFileNames()).map(folder::resolve).toList(), List.of(), List.of(), meant);
		}
		return null;
	}
}
