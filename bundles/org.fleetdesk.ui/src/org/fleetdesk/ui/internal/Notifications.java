package org.fleetdesk.ui.internal;

import org.eclipse.core.runtime.ILog;
import org.eclipse.jface.notifications.NotificationPopup;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;

/** Tells what ended out of sight, without taking the keyboard. */
public final class Notifications {

	private static final long SHOWN = 12_000;

	private Notifications() {
	}

	/** May be called from any thread. Also in the Error Log. */
	public static void show(String title, String text, Throwable problem) {
		ILog.of(Notifications.class).warn(title + " " + text, problem);
		if (PlatformUI.isWorkbenchRunning()) {
			UiUpdates.later(PlatformUI.getWorkbench().getDisplay(), () -> {
				var window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
				if (window != null) {
					NotificationPopup.forShell(window.getShell()).title(title, true).text(Texts.label(text)).delay(SHOWN).open();
				}
			});
		}
	}
}
