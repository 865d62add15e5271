package org.fleetdesk.ui.internal.tasks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.eclipse.jface.action.GroupMarker;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.part.ViewPart;
import org.fleetdesk.tasks.TaskFilter;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.UiUpdates;
import org.fleetdesk.ui.internal.Commands;
import org.fleetdesk.ui.internal.Errors;
import org.fleetdesk.ui.internal.KeyContexts;
import org.fleetdesk.ui.internal.Messages;
import org.fleetdesk.ui.internal.table.EmptyState;

import jakarta.inject.Inject;

/** The tasks: what runs, what ran, and beside it the log of the selected one, or what belongs to a row of another kind. */
public final class TasksView extends ViewPart {

	public static final String ID = "org.fleetdesk.ui.tasks";

	@Inject
	private TaskList list;

	private final Map<RowSource, RowPane> panes = new HashMap<>();
	private IMemento memento;
	private TaskBar bar;
	private Composite body;
	private EmptyState empty;
	private SashForm sash;
	private TaskTree tree;
	private Composite beside;
	private Label hint;
	private TaskLogPane log;
	private TaskQuery query;
	private String wanted;
	private boolean filled;
	/** The row that was selected by itself; null when the user has chosen one. */
	private Object followed;
	private List<TaskRow> shown = List.of();

	@Override
	public void init(IViewSite site, IMemento saved) throws PartInitException {
		super.init(site, saved);
		memento = saved;
	}

	@Override
	public void createPartControl(Composite parent) {
		GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(parent);
		bar = new TaskBar(parent, this::ask, () -> tree.setFocus(), () -> TaskVerb.RESUME.start(list, list.resumable(), getSite().getShell()));
		GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
		body = stacked(parent);
		GridDataFactory.fillDefaults().grab(true, true).applyTo(body);
		empty = new EmptyState(body);
		sash = new SashForm(body, SWT.HORIZONTAL);
		tree = new TaskTree(sash, this::ask, this::install);
		beside = stacked(sash);
		hint = new Label(beside, SWT.WRAP | SWT.CENTER);
		hint.setText(TaskWords.log_hint);
		log = new TaskLogPane(beside, list);
		Integer left = memento == null ? null : memento.getInteger("left");
		Integer right = memento == null ? null : memento.getInteger("right");
		sash.setWeights(left == null || right == null ? new int[] { 70, 30 } : new int[] { left, right });
		if (memento != null) {
			tree.restore(memento);
			bar.set(TaskGroup.of(memento.getString("group")), memento.getString("filter") instanceof String text ? text : "");
		}
		getSite().setSelectionProvider(tree.selection());
		tree.selection().addSelectionChangedListener(e -> {
			showBeside();
			getViewSite().getActionBars().updateActionBars();
		});
		makeMenu();
		top(body, empty);
		top(beside, hint);
		query = new TaskQuery(list, parent, wish(), this::show);
		UiUpdates.everySecond(body, tree::tick);
	}

	private static Composite stacked(Composite parent) {
		var stacked = new Composite(parent, SWT.NONE);
		stacked.setLayout(new StackLayout());
		return stacked;
	}

	private static void top(Composite stacked, Control control) {
		var layout = (StackLayout) stacked.getLayout();
		if (layout.topControl != control) {
			layout.topControl = control;
			stacked.layout();
		}
	}

	/** Keys for a tree of tasks. */
	private void install(Tree widget) {
		widget.addListener(SWT.Selection, e -> { // the user went elsewhere
			wanted = null;
			followed = null;
		});
		new KeyContexts(getSite(), ID).follow(widget);
	}

	private void makeMenu() {
		var menu = new MenuManager();
		menu.setRemoveAllWhenShown(true);
		menu.addMenuListener(m -> {
			new TaskMenu(list, getSite()).fill(m, tree.selection().getSelection());
			m.add(new GroupMarker("additions"));
		});
		tree.setMenu(menu);
		getSite().registerContextMenu(menu, tree.selection());
	}

	private TaskQuery.Wish wish() {
		var filter = TaskFilter.problem(bar.filter()).isEmpty() ? TaskFilter.of(bar.filter()) : TaskFilter.ALL;
		return new TaskQuery.Wish(bar.group(), filter, tree.sort(), tree.descending());
	}

	private void ask() {
		if (query != null) {
			query.ask(wish());
		}
	}

	private void show(TaskQuery.Found found) {
		shown = found.rows();
		tree.show(shown);
		int running = list.counts().active();
		setPartName(running == 0 ? TaskWords.view : Texts.format(TaskWords.view_running, running));
		var problem = TaskFilter.problem(bar.filter());
		bar.show(problem.isPresent() ? 0 : shown.size(), found.total(), list.resumable().size());
		boolean nothing = shown.isEmpty() || problem.isPresent();
		if (nothing) {
			empty.show(problem.map(this::wrong).orElseGet(() -> nothing(found.total())));
		}
		top(body, nothing ? empty : sash);
		if (wanted != null) {
			wanted = tree.select(wanted) ? null : wanted;
		} else if (!found.rows().isEmpty() && (!filled || goesOn(found.rows().getFirst()))) {
			followed = found.rows().getFirst().key();
			tree.select(followed);
		}
		filled |= !found.rows().isEmpty();
		showBeside();
	}

	/** Whether the user, who has chosen no row, sees one that has ended, and a newer one is under way. */
	private boolean goesOn(TaskRow newest) {
		return newest.active() && tree.first().filter(r -> r.key().equals(followed) && !r.active()).isPresent();
	}

	private EmptyState.Content nothing(int total) {
		if (total == 0) {
			return list.isRead() ? new EmptyState.Content("", TaskWords.empty, List.of(new EmptyState.Offer(Messages.Empty_deploy, () -> Commands.run(getSite(), Commands.DEPLOY))))
					: new EmptyState.Content("", TaskWords.reading, List.of());
		}
		if (!bar.filter().isEmpty()) {
			return wrong(TaskFilter.unknown(bar.filter()).map(t -> Texts.format(TaskWords.nothing_matches_key, t.key(), t.word(), TaskFilter.keys())).orElse(TaskWords.nothing_matches));
		}
		String sentence = switch (bar.group()) {
			case ACTIVE -> TaskWords.empty_active;
			case ATTENTION -> TaskWords.empty_attention;
			default -> TaskWords.empty_history;
		};
		return new EmptyState.Content("", sentence, List.of(new EmptyState.Offer(TaskWords.empty_show_all, () -> look(TaskGroup.ALL, ""))));
	}

	private EmptyState.Content wrong(String sentence) {
		return new EmptyState.Content("", sentence, List.of(new EmptyState.Offer(Messages.Table_clear_filter, () -> bar.set(bar.group(), ""))));
	}

	/** The runs of all rows that pass group and filter. */
	List<TaskRun> shown() {
		return shown.stream().flatMap(TaskRow::runs).toList();
	}

	private void showBeside() {
		var row = tree.first();
		if (row.isEmpty()) {
			top(beside, hint);
			return;
		}
		var pane = list.sources().stream().filter(s -> s.has(row.get())).findFirst().map(s -> panes.computeIfAbsent(s, x -> x.pane(beside, getSite()))).orElse(log);
		pane.show(row.get());
		top(beside, pane.control());
	}

	/** Shows a group, and of it what fits the filter. */
	public void look(TaskGroup group, String filter) {
		bar.set(group, filter);
		ask();
	}

	/** Selects a run, or another row by its key, and shows what stands beside it. */
	public void select(String key) {
		wanted = key;
		followed = null;
		if (tree.select(key)) {
			wanted = null;
		} else {
			look(TaskGroup.ALL, "");
		}
	}

	/** Opens the view with a group. */
	public static void show(IWorkbenchPage page, TaskGroup group) {
		open(page, view -> view.look(group, ""));
	}

	/** Opens the view with a run selected. */
	public static void show(IWorkbenchPage page, String run) {
		open(page, view -> view.select(run));
	}

	private static void open(IWorkbenchPage page, Consumer<TasksView> then) {
		try {
			then.accept((TasksView) page.showView(ID));
		} catch (PartInitException e) {
			Errors.show(page.getWorkbenchWindow().getShell(), Messages.Find_cannot_open, e);
		}
	}

	@Override
	public void saveState(IMemento saved) {
		saved.putInteger("left", sash.getWeights()[0]);
		saved.putInteger("right", sash.getWeights()[1]);
		saved.putString("group", bar.group().id());
		saved.putString("filter", bar.filter());
		tree.save(saved);
	}

	@Override
	public void setFocus() {
		if (((StackLayout) body.getLayout()).topControl == sash) {
			tree.setFocus();
		} else {
			empty.setFocus();
		}
	}

	@Override
	public void dispose() {
		if (query != null) {
			query.close();
		}
		super.dispose();
	}
}
