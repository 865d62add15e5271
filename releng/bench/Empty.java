package org.fleetdesk.bench.empty;

import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.application.WorkbenchAdvisor;

/** An RCP workbench with nothing in it, on the console's own platform: what a start costs at the least. */
public final class Empty extends WorkbenchAdvisor implements IApplication, IPerspectiveFactory {

	@Override
	public Object start(IApplicationContext context) {
		var display = PlatformUI.createDisplay();
		PlatformUI.createAndRunWorkbench(display, this);
		display.dispose();
		return EXIT_OK;
	}

	@Override
	public void stop() {
		PlatformUI.getWorkbench().getDisplay().syncExec(PlatformUI.getWorkbench()::close);
	}

	@Override
	public String getInitialWindowPerspectiveId() {
		return "org.fleetdesk.bench.empty.perspective";
	}

	@Override
	public void createInitialLayout(IPageLayout layout) {
		layout.setEditorAreaVisible(false);
	}
}
