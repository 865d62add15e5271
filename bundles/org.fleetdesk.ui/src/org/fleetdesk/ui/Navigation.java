package org.fleetdesk.ui;

import java.util.List;

import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.details.DetailsView;
import org.fleetdesk.ui.internal.fleet.FleetView;
import org.fleetdesk.ui.internal.logs.OpenLog;
import org.fleetdesk.ui.internal.table.ResourceTableView;

/** Leads from one resource to another. */
public final class Navigation {

	private Navigation() {
	}

	/** Selects a resource in its table and shows its details; one of a kind without a table in Details only; of one that is gone the engine. Returns whether there was anything. */
	public static boolean show(ResourceId id) {
		var window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
		var console = Selected.console();
		if (window == null || console == null || console.connections().find(id.connection()).isEmpty()) {
			return false;
		}
		try {
			show(window.getActivePage(), console, id);
		} catch (PartInitException e) {
			Errors.show(window.getShell(), Messages.Find_cannot_open, e);
		}
		return true;
	}

	/** Opens a log, or brings it to the front. @param log the id of a resource, or of a further log of it */
	public static void openLog(ResourceId log) {
		var window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
		if (window != null && window.getActivePage() != null && window.getActivePage().getActivePart() != null) {
			OpenLog.open(window.getActivePage().getActivePart().getSite(), log);
		}
	}

	private static void show(IWorkbenchPage page, Console console, ResourceId id) throws PartInitException {
		var table = console.connections().find(id.connection()).flatMap(c -> PlatformUI.getWorkbench().getService(Contributions.class).kind(c.kind(), id.kind())).flatMap(Contributions.Kind::view);
		if (console.fleet().resource(id).isEmpty()) {
			((FleetView) page.showView(FleetView.ID)).select(id.connection());
		} else if (table.isPresent()) {
			((ResourceTableView) page.showView(table.get())).select(List.of(id));
		} else {
			((DetailsView) page.showView(DetailsView.ID)).show(id);
		}
	}
}
