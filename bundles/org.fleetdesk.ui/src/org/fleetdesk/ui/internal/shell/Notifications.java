package org.fleetdesk.ui.internal.shell;

import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.notifications.NotificationPopup;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.ui.UiUpdates;

/** Tells what ended out of sight, without taking the keyboard. */
final class Notifications {

	private static final long SHOWN = 12_000;

	private Notifications() {
	}

	/** May be called from any thread. Also in the Error Log. */
	static void show(String title, String text, Throwable problem) {
		ILog.of(Notifications.class).warn(title + " " + text, problem);
		if (PlatformUI.isWorkbenchRunning()) {
			UiUpdates.later(PlatformUI.getWorkbench().getDisplay(), () -> {
				var window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
				if (window != null) {
					NotificationPopup.forShell(window.getShell()).title(title, true).text(text).delay(SHOWN).open();
				}
			});
		}
	}
}
