package org.fleetdesk.ui.internal.shell;

import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.internal.details.DetailsView;
import org.fleetdesk.ui.internal.events.EventsView;
import org.fleetdesk.ui.internal.fleet.FleetView;
import org.fleetdesk.ui.internal.logs.LogView;
import org.fleetdesk.ui.internal.tasks.TasksView;

/** The one perspective of the console: tree, tables, details, activity. */
public final class FleetPerspective implements IPerspectiveFactory {

	public static final String ID = "org.fleetdesk.ui.perspective";

	private static final String ERROR_LOG = "org.eclipse.pde.runtime.LogView";

	@Override
	public void createInitialLayout(IPageLayout layout) {
		layout.setEditorAreaVisible(false);
		layout.addView(FleetView.ID, IPageLayout.LEFT, 0.19f, IPageLayout.ID_EDITOR_AREA);
		var bottom = layout.createFolder("bottom", IPageLayout.BOTTOM, 0.62f, IPageLayout.ID_EDITOR_AREA);
		bottom.addView(TasksView.ID);
		bottom.addPlaceholder(LogView.ID + ":*");
		bottom.addView(EventsView.ID);
		bottom.addView(ERROR_LOG);
		layout.addView(DetailsView.ID, IPageLayout.RIGHT, 0.72f, IPageLayout.ID_EDITOR_AREA);
		var tables = layout.createFolder("tables", IPageLayout.TOP, 0.95f, IPageLayout.ID_EDITOR_AREA);
		var contributions = PlatformUI.getWorkbench().getService(Contributions.class);
		if (contributions != null) {
			contributions.views(true).forEach(tables::addView);
			contributions.views(false).forEach(tables::addPlaceholder);
		}
	}
}
