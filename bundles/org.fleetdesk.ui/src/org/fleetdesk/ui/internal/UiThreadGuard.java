package org.fleetdesk.ui.internal;

import org.eclipse.swt.widgets.Display;
import org.fleetdesk.core.BlockingGuard;
import org.osgi.service.component.annotations.Component;

/** Refuses network, file and process calls on the UI thread. */
@Component
public final class UiThreadGuard implements BlockingGuard {

	@Override
	public void check(String what) {
		if (Display.findDisplay(Thread.currentThread()) != null) {
			throw new IllegalStateException(what + " on the UI thread");
		}
	}
}
