package org.fleetdesk.gateways.ui.internal;

import java.util.List;
import java.util.Optional;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.gateways.model.AppBuilder;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Tasks;
import org.fleetdesk.ui.Texts;

/** Makes an application package, and offers it for upload. */
public final class BuildHandler extends AbstractHandler {

	@Override
	public Object execute(ExecutionEvent event) {
		var shell = HandlerUtil.getActiveWorkbenchWindow(event).getShell();
		var meant = Tasks.selected(event).stream().flatMap(r -> Related.of(r).stream()).findFirst();
		var dialog = new BuildDialog(shell);
		if (dialog.ask()) {
			Tasks.inBackground(Messages.Build_building, shell, dialog::build, built -> done(shell, built, dialog.upload(), meant),
					message -> MessageDialog.openError(shell, Messages.Build_title, Texts.plainLines(message)));
		}
		return null;
	}

	private static void done(Shell shell, AppBuilder.Built built, boolean upload, Optional<Related.Product> meant) {
		if (!built.app().usable()) {
			MessageDialog.openError(shell, Messages.Build_title, Texts.format(Messages.Build_not_kept, Shelf.refusal(built.app())));
		} else if (upload) {
			PackagePlan.open(shell, PlatformUI.getWorkbench().getService(Console.class), List.of(built.file()), List.of(), List.of(), meant);
		} else {
			MessageDialog.openInformation(shell, Messages.Build_title, Texts.format(Messages.Build_done, built.file()));
		}
	}
}
