package org.fleetdesk.ui.internal.deploy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.FileTransfer;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.handlers.HandlerUtil;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;

/** Deploys files that are chosen in a dialog, or, with {@code paste} as data, those in the clipboard, to what is selected. */
public final class DeployHandler extends AbstractHandler implements IExecutableExtension {

	private boolean paste;

	@Override
	public void setInitializationData(IConfigurationElement element, String property, Object data) {
		paste = "paste".equals(data);
	}

	@Override
	public Object execute(ExecutionEvent event) {
		var console = Selected.console();
		var shell = HandlerUtil.getActiveShell(event);
		List<Path> files = paste ? pasted(shell) : chosen(shell, contributions(event));
		IWorkbenchPart part = HandlerUtil.getActivePart(event);
		if (!files.isEmpty() && part != null) {
			var targets = Selected.connections(HandlerUtil.getCurrentSelection(event), console);
			boolean all = targets.isEmpty();
			new Deployments(console, contributions(event), part.getSite()).start(shell, files,
					all ? console.fleet().engines().stream().map(e -> e.connection().id()).toList() : targets, all, List.of());
		}
		return null;
	}

	private static Contributions contributions(ExecutionEvent event) {
		return HandlerUtil.getActiveWorkbenchWindow(event).getService(Contributions.class);
	}

	private static List<Path> pasted(Shell shell) {
		var clipboard = new Clipboard(shell.getDisplay());
		try {
			return clipboard.getContents(FileTransfer.getInstance()) instanceof String[] files ? Arrays.stream(files).map(Path::of).toList() : List.of();
		} finally {
			clipboard.dispose();
		}
	}

	private static List<Path> chosen(Shell shell, Contributions contributions) {
		var dialog = new FileDialog(shell, SWT.OPEN | SWT.MULTI);
		dialog.setText(Messages.Deploy_title);
		String all = String.join(";", contributions.suffixes().stream().map(s -> "*" + s).toList());
		dialog.setFilterExtensions(all.isEmpty() ? new String[] { "*" } : new String[] { all, "*" });
		if (dialog.open() == null) {
			return List.of();
		}
		var folder = Path.of(dialog.getFilterPath());
		return Arrays.stream(dialog.getFileNames()).map(folder::resolve).toList();
	}
}
