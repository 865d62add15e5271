package org.fleetdesk.ui.internal.shell;

import org.eclipse.swt.graphics.Point;
import org.eclipse.ui.application.IWorkbenchConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchAdvisor;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.rollouts.RolloutNotices;
import org.fleetdesk.ui.internal.tasks.TaskJobs;
import org.fleetdesk.ui.internal.tasks.TaskList;
import org.fleetdesk.ui.internal.tasks.TaskNotices;

final class FleetWorkbenchAdvisor extends WorkbenchAdvisor {

	/** Milliseconds in which a window that just opened is painted, which what starts then would hold up. */
	private static final long UNTIL_PAINTED = 300;

	private TaskJobs jobs;
	private TaskNotices notices;
	private RolloutNotices rolloutNotices;
	private final Closing closing = new Closing();

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
				configurer.setInitialSize(new Point(1360, 860));
				configurer.setShowCoolBar(false);
				configurer.setShowStatusLine(true);
				configurer.setShowProgressIndicator(false); // the status line of the fleet tells what runs
				configurer.setTitle(Messages.Product);
			}

			@Override
			public void postWindowOpen() {
				closeSplash();
			}
		};
	}

	@Override
	public void postStartup() {
		if (Settings.themeChosen()) {
			SettingsPage.applyTheme(getWorkbenchConfigurer().getWorkbench());
		}
		Console console = Selected.console();
		if (console != null) {
			var workbench = getWorkbenchConfigurer().getWorkbench();
			jobs = new TaskJobs(workbench.getService(TaskList.class));
			notices = new TaskNotices(workbench.getService(TaskList.class), workbench.getDisplay());
			rolloutNotices = new RolloutNotices(console.rollouts(), notices);
			new FleetStart(console).schedule(UNTIL_PAINTED);
		}
	}

	/** From now on the console ends without a question. */
	void askNoMore() {
		closing.askNoMore();
	}

	@Override
	public boolean preShutdown() {
		var workbench = getWorkbenchConfigurer().getWorkbench();
		var list = workbench.getService(TaskList.class);
		var console = Selected.console();
		var window = workbench.getActiveWorkbenchWindow();
		return list == null || console == null || closing.mayClose(list, console.rollouts(), window == null ? null : window.getShell());
	}

	@Override
	public void postShutdown() {
		if (jobs != null) {
			jobs.close();
			notices.close();
			rolloutNotices.close();
		}
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
