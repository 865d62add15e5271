package org.fleetdesk.ui.internal;

import java.io.File;
import java.io.IOException;

import org.eclipse.core.runtime.Platform;
import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.osgi.service.datalocation.Location;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;

/** Opens the workbench on the instance area, which it locks: the workbench itself does not. */
public final class Application implements IApplication {

	@Override
	public Object start(IApplicationContext context) throws IOException {
		Display display = PlatformUI.createDisplay();
		try {
			Location location = Platform.getInstanceLocation();
			if (!lock(display, location)) {
				return 1;
			}
			try {
				int code = PlatformUI.createAndRunWorkbench(display, new FleetWorkbenchAdvisor());
				return code == PlatformUI.RETURN_RESTART ? EXIT_RESTART : EXIT_OK;
			} finally {
				location.release();
			}
		} finally {
			display.dispose();
		}
	}

	private static boolean lock(Display display, Location location) {
		if (location == null) {
			tell(display, "The console needs a workspace: start it without -data @none.");
			return false;
		}
		try {
			if (!location.isSet()) {
				location.set(location.getDefault(), false);
			}
			if (location.lock()) {
				return true;
			}
			tell(display, "Fleetdesk is already running with the workspace " + new File(location.getURL().getPath())
					+ ".\nClose it, or start this one with another data folder: --data FOLDER.");
		} catch (IOException | IllegalStateException e) {
			tell(display, "Fleetdesk cannot use the workspace " + location.getURL() + ":\n" + e.getMessage());
		}
		return false;
	}

	private static void tell(Display display, String text) {
		var shell = new Shell(display);
		shell.setText("Fleetdesk");
		MessageDialog.openError(shell, "Fleetdesk", text);
		shell.dispose();
	}

	@Override
	public void stop() {
		if (PlatformUI.isWorkbenchRunning()) {
			var workbench = PlatformUI.getWorkbench();
			workbench.getDisplay().syncExec(workbench::close);
		}
	}
}
