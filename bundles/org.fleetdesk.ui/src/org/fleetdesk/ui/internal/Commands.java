package org.fleetdesk.ui.internal;

import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.commands.NotEnabledException;
import org.eclipse.core.commands.NotHandledException;
import org.eclipse.core.commands.common.NotDefinedException;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.services.IServiceLocator;

/** The commands that the console's own code runs. */
public final class Commands {

	public static final String ADD_CONNECTION = "org.fleetdesk.ui.connection.add";
	public static final String EDIT_CONNECTION = "org.fleetdesk.ui.connection.edit";
	public static final String CONNECT = "org.fleetdesk.ui.connection.connect";
	public static final String REVIEW_CERTIFICATE = "org.fleetdesk.ui.connection.certificate";
	public static final String REMOVE_CONNECTION = "org.fleetdesk.ui.connection.remove";
	public static final String DEPLOY = "org.fleetdesk.ui.deploy";
	public static final String UNDO = "org.fleetdesk.ui.task.undoLatest";
	public static final String QUICK_ACCESS = "org.eclipse.ui.window.quickAccess";

	private Commands() {
	}

	/** Runs a command as if the user had chosen it; nothing when it is not enabled now or there is none. */
	public static void run(IServiceLocator site, String command) {
		if (command.isEmpty()) {
			return;
		}
		try {
			site.getService(IHandlerService.class).executeCommand(command, null);
		} catch (NotEnabledException | NotHandledException | NotDefinedException e) {
			// not now, or its domain is not installed
		} catch (ExecutionException e) {
			throw new IllegalStateException(e.getMessage(), e);
		}
	}
}
