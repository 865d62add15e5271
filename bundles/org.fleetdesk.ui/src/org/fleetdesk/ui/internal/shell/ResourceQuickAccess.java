package org.fleetdesk.ui.internal.shell;

import java.util.ArrayList;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.quickaccess.IQuickAccessComputer;
import org.eclipse.ui.quickaccess.QuickAccessElement;
import org.fleetdesk.core.EngineView;
import org.fleetdesk.core.Phase;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Navigation;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.fleet.HealthWords;

/** Finds engines and resources by name with Ctrl+3. */
public final class ResourceQuickAccess implements IQuickAccessComputer {

	@Override
	public QuickAccessElement[] computeElements() {
		var console = Selected.console();
		var contributions = PlatformUI.getWorkbench().getService(Contributions.class);
		var found = new ArrayList<QuickAccessElement>();
		if (console != null && contributions != null) {
			for (var engine : console.fleet().engines()) {
				found.add(new FoundEngine(engine, console.engineKind(engine.connection().kind()).map(k -> k.label()).orElse(engine.connection().kind())));
			}
			for (var kind : contributions.kinds()) {
				String name = console.engineKind(kind.engineKind()).flatMap(k -> k.resourceKinds().stream()
						.filter(r -> r.id().equals(kind.resourceKind())).findFirst()).map(r -> r.label()).orElse(kind.resourceKind());
				Row.of(console.fleet().engines(), kind.engineKind(), kind.resourceKind()).forEach(row -> found.add(new FoundResource(row, name)));
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

	/** Equal by what was found, so that it stands once among the previous choices. */
	private abstract static class Found extends QuickAccessElement {

		@Override
		public boolean equals(Object other) {
			return other != null && other.getClass() == getClass() && ((Found) other).getId().equals(getId());
		}

		@Override
		public int hashCode() {
			return getId().hashCode();
		}
	}

	private static final class FoundEngine extends Found {

		private final EngineView engine;
		private final String kind;

		FoundEngine(EngineView engine, String kind) {
			this.engine = engine;
			this.kind = kind;
		}

		@Override
		public String getLabel() {
			return Texts.plain(engine.connection().name()) + " – " + Texts.format(Messages.Find_engine, kind, HealthWords.of(engine.health().status()));
		}

		@Override
		public ImageDescriptor getImageDescriptor() {
			var phase = Palette.phase(engine.health().status());
			return Shape.of(phase).image(Palette.LIGHT.phase(phase));
		}

		@Override
		public String getId() {
			return engine.connection().id();
		}

		@Override
		public void execute() {
			Navigation.show(ResourceId.engine(engine.connection().id()));
		}
	}

	private static final class FoundResource extends Found {

		private final Row row;
		private final String kind;

		FoundResource(Row row, String kind) {
			this.row = row;
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
			Navigation.show(row.id());
		}
	}
}
