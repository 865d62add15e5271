package org.fleetdesk.ui.internal.fleet;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.action.GroupMarker;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.core.Registration;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Contributions;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Commands;
import org.fleetdesk.ui.internal.KeyContexts;
import org.fleetdesk.ui.internal.deploy.FileDrops;
import org.fleetdesk.ui.internal.table.Activity;
import org.fleetdesk.ui.internal.tasks.TaskList;

import jakarta.inject.Inject;

/** The tree of connections. */
public final class FleetView extends ViewPart {

	public static final String ID = "org.fleetdesk.ui.fleet";

	@Inject
	private Console console;
	@Inject
	private Contributions contributions;
	@Inject
	private TaskList tasks;

	private final List<Registration> registrations = new ArrayList<>();
	private FleetTree tree;
	private UiUpdates updates;

	@Override
	public void createPartControl(Composite parent) {
		updates = new UiUpdates(parent, () -> tree.update());
		var activity = new Activity(tasks, updates::request);
		registrations.add(activity);
		tree = new FleetTree(parent, console, activity, contributions.kinds().stream().map(Contributions.Kind::engineKind).distinct().toList());
		var viewer = tree.viewer();
		getSite().setSelectionProvider(viewer);
		var menu = new MenuManager();
		menu.add(new GroupMarker("additions"));
		viewer.getTree().setMenu(menu.createContextMenu(viewer.getTree()));
		getSite().registerContextMenu(menu, viewer);
		new FileDrops(getViewSite(), console, contributions, this::all, item -> List.of()).install(viewer.getTree());
		new KeyContexts(getSite(), "org.fleetdesk.ui.resources").follow(viewer.getTree());
		viewer.getTree().addListener(SWT.DefaultSelection, e -> Commands.run(getSite(), Commands.EDIT_CONNECTION));
		registrations.add(console.fleet().addListener((connections, events) -> updates.request()));
		registrations.add(console.connections().addListener(updates::request));
		UiUpdates.everySecond(viewer.getTree(), tree::update);
	}

	private List<String> all() {
		return console.fleet().engines().stream().map(e -> e.connection().id()).toList();
	}

	/** Selects an engine and brings it into sight. */
	public void select(String connection) {
		tree.update();
		tree.viewer().setSelection(new StructuredSelection(new FleetNode.Engine(connection)), true);
	}

	@Override
	public void setFocus() {
		tree.viewer().getTree().setFocus();
	}

	@Override
	public void dispose() {
		registrations.forEach(Registration::close);
		super.dispose();
	}
}
