package org.fleetdesk.ui.internal.shell;

import org.eclipse.ui.PlatformUI;
import org.fleetdesk.cli.ConsoleWindow;
import org.fleetdesk.ui.UiUpdates;
import org.osgi.service.component.annotations.Component;

/** Brings the console's window to the front when a second console is started. */
@Component
public final class RaisableWindow implements ConsoleWindow {

	@Override
	public void raise() {
		if (PlatformUI.isWorkbenchRunning()) {
			UiUpdates.later(PlatformUI.getWorkbench().getDisplay(), () -> {
				for (var window : PlatformUI.getWorkbench().getWorkbenchWindows()) {
					window.getShell().setMinimized(false);
					window.getShell().forceActive();
				}
			});
		}
	}
}
