package org.fleetdesk.ui.internal.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IMemento;
import org.fleetdesk.core.Phase;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Palette;
import org.fleetdesk.ui.Shape;
import org.fleetdesk.ui.internal.KeptSelection;

/**
 * The rows of the Tasks view. The widget is virtual and is told only what changed; which rows are selected, open and at the top belongs to the rows and not to
 * their places, so that it survives updates, sorting and filtering.
 */
final class TaskTree {

	/** With more changes than that the tree is filled anew. */
	private static final int FEW = 60;

	/** From that many rows on a new tree is quicker than an old one that is emptied. */
	private static final int MANY = 300;

	/** A selected row. @param top the row at the top level that it is, or stands below */
	private record Mark(Object top, Object key) {
	}

	private final Composite holder;
	private final LocalResourceManager images;
	private final Runnable sorted;
	private final Consumer<Tree> installed;
	private final TaskWidths widths = new TaskWidths();
	private final KeptSelection selection = new KeptSelection();
	private final Map<Object, TreeItem> filled = new HashMap<>();
	private final Set<Object> open = new HashSet<>();
	private Tree tree;
	private List<TaskRow> rows = List.of();
	private List<Object> keys = List.of();
	private Map<Object, Integer> places = Map.of();
	private List<Mark> selected = List.of();
	private List<Object> announced = List.of();
	private Optional<TaskColumn> sort = Optional.empty();
	private boolean descending;

	/**
	 * @param sorted    called when the user chose another order
	 * @param installed called with the widget, and again when another takes its place: for its menu and keys
	 */
	TaskTree(Composite parent, Runnable sorted, Consumer<Tree> installed) {
		holder = new Composite(parent, SWT.NONE);
		holder.setLayout(new FillLayout());
		images = new LocalResourceManager(JFaceResources.getResources(), holder);
		this.sorted = sorted;
		this.installed = installed;
		make();
	}

	private void make() {
		tree = new Tree(holder, SWT.VIRTUAL | SWT.MULTI | SWT.FULL_SELECTION);
		tree.setHeaderVisible(true);
		for (TaskColumn column : TaskColumn.values()) {
			var made = new TreeColumn(tree, SWT.LEFT);
			made.setText(column.title());
			made.setMoveable(true);
			made.addListener(SWT.Selection, e -> {
				sortNext(column);
				sorted.run();
			});
		}
		widths.install(tree);
		makeRoomForImages();
		tree.addListener(SWT.SetData, e -> fill((TreeItem) e.item, e.index));
		tree.addListener(SWT.Selection, e -> select());
		tree.addListener(SWT.Expand, e -> open.add(((TaskRow) e.item.getData()).key()));
		tree.addListener(SWT.Collapse, e -> open.remove(((TaskRow) e.item.getData()).key()));
		tree.addListener(SWT.PaintItem, this::paintBar);
		new TaskTips(tree);
		installed.accept(tree);
	}

	/** With the first image GTK's cells are made anew, which must not happen while they are drawn. */
	private void makeRoomForImages() {
		var item = new TreeItem(tree, SWT.NONE);
		item.setImage(image(Phase.NONE));
		item.dispose();
	}

	private Image image(Phase phase) {
		return images.create(Shape.of(phase).image(Palette.of(tree).phase(phase)));
	}

	/** GTK takes a millisecond for each row that it takes out, and none for a tree that goes as a whole. */
	private void makeAnew() {
		var old = tree;
		boolean focus = old.isFocusControl();
		make();
		tree.setColumnOrder(old.getColumnOrder());
		sort(sort, descending);
		var menu = old.getMenu();
		old.setMenu(null); // it would go with the old one
		tree.setMenu(menu);
		old.dispose();
		holder.layout();
		if (focus) {
			tree.setFocus();
		}
	}

	void setMenu(MenuManager menu) {
		tree.setMenu(menu.createContextMenu(tree));
	}

	/** The widget as it is now. */
	Tree widget() {
		return tree;
	}

	void setFocus() {
		tree.setFocus();
	}

	/** The selected {@link TaskRow}s, as they were when something about them changed that matters to commands. */
	KeptSelection selection() {
		return selection;
	}

	Optional<TaskColumn> sort() {
		return sort;
	}

	boolean descending() {
		return descending;
	}

	/** Once up, once down, then as at first. */
	private void sortNext(TaskColumn column) {
		if (sort.isEmpty() || sort.get() != column) {
			sort(Optional.of(column), false);
		} else if (!descending) {
			sort(sort, true);
		} else {
			sort(Optional.empty(), false);
		}
	}

	private void sort(Optional<TaskColumn> column, boolean down) {
		sort = column;
		descending = down;
		tree.setSortColumn(column.map(c -> tree.getColumn(c.ordinal())).orElse(null));
		tree.setSortDirection(column.isEmpty() ? SWT.NONE : down ? SWT.DOWN : SWT.UP);
	}

	/** Shows these rows. */
	void show(List<TaskRow> next) {
		var before = keys;
		rows = next;
		keys = next.stream().map(TaskRow::key).toList();
		boolean moved = !before.equals(keys);
		boolean atTop = tree.getVerticalBar().getSelection() == 0;
		if (moved) {
			places = new HashMap<>();
			for (Object key : keys) {
				places.put(key, places.size());
			}
			if (!patch(before, keys)) {
				reset();
			}
		}
		for (TaskRow row : next) {
			var item = filled.get(row.key());
			if (item != null && item.getData() != row) {
				update(item, row);
			}
		}
		if (moved) {
			mark();
			if (atTop && !before.isEmpty() && !next.isEmpty()) {
				tree.setTopItem(tree.getItem(0)); // GTK leaves the row that was the first one where it was, and what has just begun would be above it
			}
		}
		announce();
	}

	/** A few rows that came or went are put in and taken out, so that the others stay where the eye has them. */
	private boolean patch(List<Object> old, List<Object> now) {
		var known = new HashSet<>(old);
		if (old.stream().filter(k -> !places.containsKey(k)).count() + now.stream().filter(k -> !known.contains(k)).count() > FEW
				|| !old.stream().filter(places::containsKey).toList().equals(now.stream().filter(known::contains).toList())) {
			return false;
		}
		if (!places.keySet().containsAll(old)) {
			tree.deselectAll(); // GTK hangs when a selected row goes
		}
		for (int i = old.size() - 1; i >= 0; i--) {
			if (!places.containsKey(old.get(i))) {
				tree.getItem(i).dispose();
				filled.remove(old.get(i));
			}
		}
		for (int i = 0; i < now.size(); i++) {
			if (!known.contains(now.get(i))) {
				fill(new TreeItem(tree, SWT.NONE, i), i);
			}
		}
		return true;
	}

	private void reset() {
		var top = tree.getItemCount() == 0 ? null : tree.getTopItem();
		var topKey = top != null && top.getData() instanceof TaskRow row && tree.indexOf(top) > 0 ? row.key() : null;
		filled.clear();
		if (tree.getItemCount() > MANY) {
			makeAnew();
		} else {
			tree.deselectAll(); // GTK hangs when a selected row goes
			tree.removeAll();
		}
		tree.setItemCount(rows.size());
		open.stream().filter(places::containsKey).map(places::get).toList().forEach(i -> item(i).setExpanded(true));
		if (places.get(topKey) instanceof Integer place) {
			tree.setTopItem(item(place));
		}
	}

	/** The item of a row at the top level, filled. */
	private TreeItem item(int index) {
		var item = tree.getItem(index);
		item.getText();
		return item;
	}

	private void fill(TreeItem item, int index) {
		var parent = item.getParentItem();
		var siblings = parent == null ? rows : parent.getData() instanceof TaskRow row ? row.children() : List.<TaskRow>of();
		if (index >= 0 && index < siblings.size()) {
			update(item, siblings.get(index));
			if (parent == null) {
				filled.put(siblings.get(index).key(), item);
			}
		}
	}

	private void update(TreeItem item, TaskRow row) {
		item.setData(row);
		texts(item, row);
		item.setImage(image(row.phase()));
		int children = row.children().size();
		if (item.getItemCount() != children) {
			item.setItemCount(children);
		}
		if (children > 0 && item.getExpanded()) {
			for (int i = 0; i < children; i++) {
				update(item.getItem(i), row.children().get(i));
			}
		} else if (children > 0) {
			item.clearAll(true);
		}
	}

	private void texts(TreeItem item, TaskRow row) {
		for (TaskColumn column : TaskColumn.values()) {
			String text = column.text(row);
			if (!item.getText(column.ordinal()).equals(text)) {
				item.setText(column.ordinal(), text);
				widths.shows(column, text, level(item));
			}
		}
	}

	private static int level(TreeItem item) {
		int level = 0;
		for (var above = item.getParentItem(); above != null; above = above.getParentItem()) {
			level++;
		}
		return level;
	}

	/** Times went on. */
	void tick() {
		for (TaskRow row : rows) {
			var item = row.active() ? filled.get(row.key()) : null;
			if (item != null) {
				tick(item);
			}
		}
	}

	private void tick(TreeItem item) {
		if (item.getData() instanceof TaskRow row) {
			texts(item, row);
			if (item.getExpanded()) {
				Arrays.stream(item.getItems()).forEach(this::tick);
			}
		}
	}

	private void select() {
		var now = new ArrayList<Mark>();
		for (TreeItem item : tree.getSelection()) {
			item.getText(); // has it filled when it was never in view
			var top = item;
			while (top.getParentItem() != null) {
				top = top.getParentItem();
			}
			if (item.getData() instanceof TaskRow row && top.getData() instanceof TaskRow over) {
				now.add(new Mark(over.key(), row.key()));
			}
		}
		selected = List.copyOf(now);
		announce();
	}

	/** Selects this row, or the one of this run below another, and shows it; false when it is not among those shown. */
	boolean select(Object key) {
		var top = places.containsKey(key) ? Optional.of(key) : rows.stream().filter(r -> below(r, key).isPresent()).map(TaskRow::key).findFirst();
		top.ifPresent(t -> {
			selected = List.of(new Mark(t, key));
			mark();
			tree.showSelection();
			announce();
		});
		return top.isPresent();
	}

	private static Optional<TaskRow> below(TaskRow row, Object key) {
		for (TaskRow child : row.children()) {
			var found = child.key().equals(key) ? Optional.of(child) : below(child, key);
			if (found.isPresent()) {
				return found;
			}
		}
		return Optional.empty();
	}

	/** Puts the marks where the selected rows are now. */
	private void mark() {
		var items = selected.stream().filter(m -> places.containsKey(m.top())).flatMap(m -> item(item(places.get(m.top())), m.key()).stream()).toArray(TreeItem[]::new);
		if (!Arrays.equals(items, tree.getSelection())) {
			tree.setSelection(items);
		}
	}

	private Optional<TreeItem> item(TreeItem item, Object key) {
		if (!(item.getData() instanceof TaskRow row) || row.key().equals(key)) {
			return Optional.of(item);
		}
		for (int i = 0; i < row.children().size(); i++) {
			var child = row.children().get(i);
			if (child.key().equals(key) || below(child, key).isPresent()) {
				var under = item.getItem(i);
				under.getText();
				return item(under, key);
			}
		}
		return Optional.empty();
	}

	/** The selected rows as they are now. */
	private List<TaskRow> marked() {
		var found = new ArrayList<TaskRow>();
		for (Mark mark : selected) {
			var place = places.get(mark.top());
			if (place != null) {
				var top = rows.get(place);
				(mark.key().equals(mark.top()) ? Optional.of(top) : below(top, mark.key())).ifPresent(found::add);
			}
		}
		return found;
	}

	/** Progress alone is no news for commands, which would all be asked again. */
	private void announce() {
		var now = marked();
		var signature = now.stream().<Object>map(r -> List.of(r.key(), r.phase(), r.active(), r.needsAttention(), r.runs().map(TaskRun::links).toList())).toList();
		if (!signature.equals(announced)) {
			announced = signature;
			selection.setSelection(new StructuredSelection(now));
		}
	}

	/** The first selected row as it is now. */
	Optional<TaskRow> first() {
		return marked().stream().findFirst();
	}

	private void paintBar(Event event) {
		if (event.index == TaskColumn.STATE.ordinal() && event.item.getData() instanceof TaskRow row && row.fraction() >= 0) {
			var bounds = ((TreeItem) event.item).getBounds(event.index);
			event.gc.setBackground(Palette.of(tree).bar());
			event.gc.fillRectangle(bounds.x, bounds.y + bounds.height - 3, (int) Math.round((bounds.width - 8) * Math.max(0.03, row.fraction())), 3);
		}
	}

	/** Writes down columns and order. */
	void save(IMemento memento) {
		sort.ifPresent(s -> memento.putString("sort", s.id()));
		memento.putBoolean("descending", descending);
		for (int index : tree.getColumnOrder()) {
			var column = TaskColumn.values()[index];
			var child = memento.createChild("column", column.id());
			widths.chosen(column).ifPresent(width -> child.putInteger("chosen", width));
		}
	}

	/** Takes over what {@link #save} wrote. */
	void restore(IMemento memento) {
		var order = new ArrayList<Integer>();
		for (var child : memento.getChildren("column")) {
			for (TaskColumn column : TaskColumn.values()) {
				if (column.id().equals(child.getID()) && !order.contains(column.ordinal())) {
					order.add(column.ordinal());
					if (child.getInteger("chosen") instanceof Integer width) {
						widths.choose(column, width);
					}
				}
			}
		}
		for (TaskColumn column : TaskColumn.values()) {
			if (!order.contains(column.ordinal())) {
				order.add(column.ordinal());
			}
		}
		tree.setColumnOrder(order.stream().mapToInt(Integer::intValue).toArray());
		var column = Arrays.stream(TaskColumn.values()).filter(c -> c.id().equals(memento.getString("sort"))).findFirst();
		sort(column, Boolean.TRUE.equals(memento.getBoolean("descending")));
	}
}
