package org.fleetdesk.ui.internal;

import org.eclipse.swt.graphics.Point;
import org.eclipse.ui.application.IWorkbenchConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchAdvisor;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;

final class FleetWorkbenchAdvisor extends WorkbenchAdvisor {

	@Override
	public void initialize(IWorkbenchConfigurer configurer) {
		configurer.setSaveAndRestore(true);
	}

	@Override
	public String getInitialWindowPerspectiveId() {
		return FleetPerspective.ID;
	}

	@Override
	public WorkbenchWindowAdvisor createWorkbenchWindowAdvisor(IWorkbenchWindowConfigurer configurer) {
		return new WorkbenchWindowAdvisor(configurer) {
			@Override
			public void preWindowOpen() {
				configurer.setInitialSize(new Point(1280, 800));
				configurer.setShowCoolBar(false);
				configurer.setShowStatusLine(true);
				configurer.setShowProgressIndicator(true);
				configurer.setTitle("Fleetdesk");
			}

			@Override
			public void postWindowOpen() {
				closeSplash();
			}
		};
	}

	/** The splash is Java's own (java -splash), because the Equinox one needs the native launcher. */
	private static void closeSplash() {
		if (Boolean.getBoolean("fleetdesk.splash")) {
			var splash = java.awt.SplashScreen.getSplashScreen();
			if (splash != null) {
				splash.close();
			}
		}
	}
}
