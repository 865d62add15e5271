package org.fleetdesk.ui.internal;

import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** The one perspective of the console. */
public final class FleetPerspective implements IPerspectiveFactory {

	public static final String ID = "org.fleetdesk.ui.perspective";

	private static final String ERROR_LOG = "org.eclipse.pde.runtime.LogView";

	@Override
	public void createInitialLayout(IPageLayout layout) {
		layout.setEditorAreaVisible(false);
		var bottom = layout.createFolder("bottom", IPageLayout.BOTTOM, 0.66f, IPageLayout.ID_EDITOR_AREA);
		bottom.addView(ERROR_LOG);
	}
}
