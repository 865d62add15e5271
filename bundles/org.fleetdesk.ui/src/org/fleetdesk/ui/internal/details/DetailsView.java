package org.fleetdesk.ui.internal.details;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.ISelectionListener;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Commands;
import org.fleetdesk.ui.internal.KeptSelection;
import org.fleetdesk.ui.internal.Selected;
import org.fleetdesk.ui.internal.actions.Actions;
import org.fleetdesk.ui.internal.fleet.FleetNode;

import jakarta.inject.Inject;

/** Shows what is selected in the tree or a table, as it is now. */
public final class DetailsView extends ViewPart {

	public static final String ID = "org.fleetdesk.ui.details";

	@Inject
	private Console console;
	@Inject
	private Contributions contributions;

	private final List<Registration> registrations = new ArrayList<>();
	private final ISelectionListener follower = this::follow;
	private final KeptSelection kept = new KeptSelection();
	private List<ResourceId> resources = List.of();
	private String connection;
	private DetailsPane pane;

	@Override
	public void createPartControl(Composite parent) {
		pane = new DetailsPane(parent, request -> new Actions(console, contributions).start(request, getSite().getShell()),
				command -> Commands.run(getSite(), command), console, contributions);
		pane.show(DetailsContent.NOTHING);
		getSite().setSelectionProvider(kept);
		getSite().getPage().addSelectionListener(follower);
		var updates = new UiUpdates(parent, this::update);
		registrations.add(console.fleet().addListener((connections, events) -> updates.request()));
		UiUpdates.everySecond(pane, this::update);
		follow(null, getSite().getPage().getSelection());
	}

	private void follow(IWorkbenchPart part, ISelection selection) {
		if (part == this || !(selection instanceof IStructuredSelection structured)) {
			return;
		}
		List<Row> rows = Selected.rows(structured);
		if (!rows.isEmpty()) {
			resources = rows.stream().map(Row::id).toList();
			connection = null;
		} else if (structured.getFirstElement() instanceof FleetNode.Engine engine) {
			resources = List.of();
			connection = engine.connection();
		} else if (structured.isEmpty() && part instanceof org.fleetdesk.ui.internal.table.ResourceTableView) {
			resources = List.of();
			connection = null;
		} else {
			return;
		}
		update();
	}

	/** Shows one resource, as of a kind that has no table. */
	public void show(ResourceId id) {
		resources = List.of(id);
		connection = null;
		update();
	}

	private void update() {
		List<Row> rows = resources.stream().map(this::row).filter(Objects::nonNull).toList();
		if (!rows.isEmpty()) {
			pane.show(DetailsContent.of(rows, console, contributions));
			kept.setSelection(new StructuredSelection(rows));
		} else {
			var engine = connection == null ? null : console.fleet().engine(connection).orElse(null);
			pane.show(engine == null ? DetailsContent.NOTHING : DetailsContent.of(engine, console));
			kept.setSelection(engine == null ? StructuredSelection.EMPTY : new StructuredSelection(new FleetNode.Engine(connection)));
		}
	}

	private Row row(ResourceId id) {
		return console.fleet().engine(id.connection())
				.flatMap(e -> e.snapshot().map(s -> s.resources().get(id)).map(r -> Row.of(e, r))).orElse(null);
	}

	@Override
	public void setFocus() {
		pane.setFocus();
	}

	@Override
	public void dispose() {
		getSite().getPage().removeSelectionListener(follower);
		registrations.forEach(Registration::close);
		super.dispose();
	}
}
