package org.fleetdesk.ui.internal.shell;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.quickaccess.IQuickAccessComputer;
import org.eclipse.ui.quickaccess.QuickAccessElement;
import org.fleetdesk.core.Phase;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.table.ResourceTableView;

/** Finds resources by name with Ctrl+3. */
public final class ResourceQuickAccess implements IQuickAccessComputer {

	@Override
	public QuickAccessElement[] computeElements() {
		var console = Selected.console();
		var contributions = PlatformUI.getWorkbench().getService(Contributions.class);
		var found = new ArrayList<QuickAccessElement>();
		if (console != null && contributions != null) {
			for (var kind : contributions.kinds()) {
				String name = console.engineKind(kind.engineKind()).flatMap(k -> k.resourceKinds().stream()
						.filter(r -> r.id().equals(kind.resourceKind())).findFirst()).map(r -> r.label()).orElse(kind.resourceKind());
				Row.of(console.fleet().engines(), kind.engineKind(), kind.resourceKind()).forEach(row -> found.add(new Found(row, kind.view(), name)));
			}
		}
		return found.toArray(QuickAccessElement[]::new);
	}

	@Override
	public void resetState() {
		// nothing is kept
	}

	@Override
	public boolean needsRefresh() {
		return true;
	}

	private static final class Found extends QuickAccessElement {

		private final Row row;
		private final String view;
		private final String kind;

		Found(Row row, String view, String kind) {
			this.row = row;
			this.view = view;
			this.kind = kind;
		}

		@Override
		public String getLabel() {
			String what = row.resource().state().phase() == Phase.NONE ? kind : row.stateText();
			return row.name() + " – " + what + ", " + row.connection().name();
		}

		@Override
		public ImageDescriptor getImageDescriptor() {
			return Shape.of(row.phase()).image(Palette.LIGHT.phase(row.phase()));
		}

		@Override
		public String getId() {
			return row.id().connection() + "/" + row.id().kind() + "/" + row.id().key();
		}

		@Override
		public void execute() {
			var window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
			try {
				((ResourceTableView) window.getActivePage().showView(view)).select(List.of(row.id()));
			} catch (PartInitException e) {
				Errors.show(window.getShell(), Messages.Find_cannot_open, e);
			}
		}
	}
}
