package org.fleetdesk.ui.internal.tasks;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.TreeItem;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** The runs, newest first, each with a row per target; elements are run ids and {@link TaskRows.Target}s, so that they stay the same while runs go on. */
final class TaskTree {

	private static final int PROGRESS = 2;

	private final TreeViewer viewer;
	private final LocalResourceManager images;
	private Map<String, TaskRun> runs = Map.of();
	private List<String> order = List.of();

	TaskTree(Composite parent) {
		viewer = new TreeViewer(parent, SWT.MULTI | SWT.FULL_SELECTION);
		images = new LocalResourceManager(JFaceResources.getResources(), viewer.getTree());
		viewer.setUseHashlookup(true);
		viewer.getTree().setHeaderVisible(true);
		viewer.setContentProvider(new Content());
		column(Messages.Task_title, 240, run -> Texts.plain(run.request().title()), (run, t) -> Texts.plain(t.target().label()));
		column(Messages.Table_state, 110, run -> TaskRows.word(run.state()), (run, t) -> TaskRows.word(t.state()));
		column(Messages.Task_progress, 150, run -> run.state().ended() ? "" : TaskRows.percent(run.fraction()), (run, t) -> TaskRows.progress(t));
		column(Messages.Task_rate, 90, TaskRows::rate, (run, t) -> t.state() == TaskState.RUNNING && t.bytesPerSecond() > 0 ? Texts.rate(t.bytesPerSecond()) : "");
		column(Messages.Task_message, 330, TaskRows::message, (run, t) -> Texts.plain(t.message().isEmpty() ? t.step() : t.message()));
		column(Messages.Task_started, 80, run -> Texts.time(run.created()), (run, t) -> t.started().map(Texts::time).orElse(""));
		column(Messages.Task_took, 70, run -> TaskRows.duration(run.created(), run.ended().orElseGet(Instant::now)),
				(run, t) -> t.started().map(s -> TaskRows.duration(s, t.ended().orElseGet(Instant::now))).orElse(""));
		ColumnViewerToolTipSupport.enableFor(viewer);
		viewer.getTree().addListener(SWT.PaintItem, this::paintBar);
		viewer.setInput(this);
	}

	TreeViewer viewer() {
		return viewer;
	}

	/** Shows these runs; only rows that came or went change the tree. */
	void show(List<TaskRun> next) {
		var before = runs;
		runs = next.stream().collect(Collectors.toMap(TaskRun::id, Function.identity()));
		var ids = next.stream().map(TaskRun::id).toList();
		if (!ids.equals(order)) {
			order = ids;
			viewer.refresh();
		}
		next.stream().filter(r -> !r.equals(before.get(r.id())) || !r.state().ended()).forEach(r -> viewer.update(elements(r), null));
	}

	private static Object[] elements(TaskRun run) {
		var elements = new Object[run.targets().size() + 1];
		elements[0] = run.id();
		IntStream.range(0, run.targets().size()).forEach(i -> elements[i + 1] = new TaskRows.Target(run.id(), i));
		return elements;
	}

	/** The run that an element of the tree belongs to. */
	static String runOf(Object element) {
		return element instanceof TaskRows.Target t ? t.run() : (String) element;
	}

	private void column(String title, int width, Function<TaskRun, String> ofRun, BiFunction<TaskRun, TargetRun, String> ofTarget) {
		var column = new TreeViewerColumn(viewer, SWT.LEFT);
		column.getColumn().setText(title);
		column.getColumn().setWidth(width);
		column.getColumn().setMoveable(true);
		boolean first = viewer.getTree().getColumnCount() == 1;
		column.setLabelProvider(new ColumnLabelProvider() {
			@Override
			public String getText(Object element) {
				var run = runs.get(runOf(element));
				return run == null ? "" : element instanceof TaskRows.Target t ? ofTarget.apply(run, run.targets().get(t.index())) : ofRun.apply(run);
			}

			@Override
			public Image getImage(Object element) {
				var run = runs.get(runOf(element));
				if (!first || run == null) {
					return null;
				}
				var phase = TaskRows.phase(element instanceof TaskRows.Target t ? run.targets().get(t.index()).state() : run.state());
				return images.create(Shape.of(phase).image(Palette.of(viewer.getTree()).phase(phase)));
			}

			@Override
			public String getToolTipText(Object element) {
				String text = getText(element);
				return text.length() > 40 ? text : null;
			}
		});
	}

	private void paintBar(Event event) {
		if (event.index != PROGRESS || event.item.getData() == null) {
			return;
		}
		var run = runs.get(runOf(event.item.getData()));
		if (run == null) {
			return;
		}
		boolean target = event.item.getData() instanceof TaskRows.Target;
		var state = target ? run.targets().get(((TaskRows.Target) event.item.getData()).index()).state() : run.state();
		if (state == TaskState.RUNNING) {
			double fraction = target ? run.targets().get(((TaskRows.Target) event.item.getData()).index()).fraction() : run.fraction();
			var bounds = ((TreeItem) event.item).getBounds(PROGRESS);
			event.gc.setBackground(Palette.of(viewer.getTree()).bar());
			event.gc.fillRectangle(bounds.x, bounds.y + bounds.height - 3, (int) Math.round((bounds.width - 8) * Math.max(0.03, fraction)), 3);
		}
	}

	private final class Content implements ITreeContentProvider {

		@Override
		public Object[] getElements(Object input) {
			return order.toArray();
		}

		@Override
		public Object[] getChildren(Object parent) {
			var run = parent instanceof String id ? runs.get(id) : null;
			return run == null || run.targets().size() < 2 ? new Object[0]
					: IntStream.range(0, run.targets().size()).mapToObj(i -> new TaskRows.Target(run.id(), i)).toArray();
		}

		@Override
		public Object getParent(Object element) {
			return element instanceof TaskRows.Target t ? t.run() : null;
		}

		@Override
		public boolean hasChildren(Object element) {
			return element instanceof String id && runs.containsKey(id) && runs.get(id).targets().size() > 1;
		}
	}
}
