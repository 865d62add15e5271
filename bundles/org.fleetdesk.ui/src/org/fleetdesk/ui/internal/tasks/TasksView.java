package org.fleetdesk.ui.internal.tasks;

import java.util.List;

import org.eclipse.jface.action.GroupMarker;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.core.Registration;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.table.EmptyState;

import jakarta.inject.Inject;

/** The tasks: what runs, what ran, and the log of the selected one. */
public final class TasksView extends ViewPart {

	public static final String ID = "org.fleetdesk.ui.tasks";

	@Inject
	private Console console;

	private Registration registration;
	private Composite body;
	private StackLayout stack;
	private SashForm sash;
	private EmptyState empty;
	private TaskTree tree;
	private TaskLogPane log;
	private IMemento memento;

	@Override
	public void init(IViewSite site, IMemento saved) throws PartInitException {
		super.init(site, saved);
		memento = saved;
	}

	@Override
	public void createPartControl(Composite parent) {
		body = new Composite(parent, SWT.NONE);
		stack = new StackLayout();
		body.setLayout(stack);
		empty = new EmptyState(body);
		empty.show(new EmptyState.Content("", Messages.Task_empty, List.of()));
		sash = new SashForm(body, SWT.HORIZONTAL);
		tree = new TaskTree(sash);
		log = new TaskLogPane(sash, console.tasks());
		Integer left = memento == null ? null : memento.getInteger("left");
		Integer right = memento == null ? null : memento.getInteger("right");
		sash.setWeights(left == null || right == null ? new int[] { 68, 32 } : new int[] { left, right });
		var viewer = tree.viewer();
		viewer.addSelectionChangedListener(e -> showLog(e.getStructuredSelection()));
		getSite().setSelectionProvider(viewer);
		var menu = new MenuManager();
		menu.add(new GroupMarker("additions"));
		viewer.getTree().setMenu(menu.createContextMenu(viewer.getTree()));
		getSite().registerContextMenu(menu, viewer);
		var updates = new UiUpdates(parent, this::update);
		registration = console.tasks().addListener(run -> updates.request());
		UiUpdates.everySecond(body, this::update);
		update();
	}

	private void update() {
		var runs = console.tasks().runs();
		boolean first = tree.viewer().getTree().getItemCount() == 0;
		tree.show(runs);
		var top = runs.isEmpty() ? empty : sash;
		if (stack.topControl != top) {
			stack.topControl = top;
			body.layout();
		}
		if (first && !runs.isEmpty()) {
			tree.viewer().setSelection(new StructuredSelection(runs.getFirst().id()));
		}
		long running = runs.stream().filter(r -> !r.state().ended()).count();
		setPartName(running == 0 ? Messages.Task_view : Texts.format(Messages.Task_view_running, running));
		log.readAgain();
		if (runs.stream().map(TaskRun::state).anyMatch(TaskState::ended)) {
			getViewSite().getActionBars().updateActionBars();
		}
	}

	private void showLog(IStructuredSelection selection) {
		log.show(selection.isEmpty() ? null : TaskTree.runOf(selection.getFirstElement()));
	}

	/** Selects a run and shows its log. */
	public void select(String run) {
		update();
		tree.viewer().setSelection(new StructuredSelection(run), true);
	}

	@Override
	public void saveState(IMemento saved) {
		saved.putInteger("left", sash.getWeights()[0]);
		saved.putInteger("right", sash.getWeights()[1]);
	}

	@Override
	public void setFocus() {
		if (stack.topControl == sash) {
			tree.viewer().getTree().setFocus();
		} else {
			empty.setFocus();
		}
	}

	@Override
	public void dispose() {
		if (registration != null) {
			registration.close();
		}
		super.dispose();
	}
}
