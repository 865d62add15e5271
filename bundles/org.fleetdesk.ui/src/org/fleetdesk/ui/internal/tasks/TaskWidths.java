package org.fleetdesk.ui.internal.tasks;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Tree;

/**
 * How wide the columns of the tasks are: each grows with what stands in it as far as it may, the message takes the room that is left, and one that the user
 * drags stays as he left it. None shrinks, so that nothing jumps to and fro while tasks come and go.
 */
final class TaskWidths {

	/** Beside the text of a cell. */
	private static final int PADDING = 14;
	/** The expander, the image and the step of a level before the text of the first column. */
	private static final int BEFORE_TITLE = 44;
	private static final int LEVEL = 18;
	/** Of the whole width, for the first column. */
	private static final double MOST_OF_ALL = 0.45;

	private final Map<TaskColumn, Integer> needed = new EnumMap<>(TaskColumn.class);
	private final Map<TaskColumn, Integer> longest = new EnumMap<>(TaskColumn.class);
	private final Map<TaskColumn, Integer> set = new EnumMap<>(TaskColumn.class);
	private final Set<TaskColumn> chosen = EnumSet.noneOf(TaskColumn.class);
	private Tree tree;
	private boolean waiting;

	/** Looks after this widget from now on. */
	void install(Tree widget) {
		tree = widget;
		for (TaskColumn column : TaskColumn.values()) {
			var made = tree.getColumn(column.ordinal());
			made.setWidth(set.computeIfAbsent(column, c -> c.width));
			made.addListener(SWT.Resize, e -> {
				if (tree == widget && made.getWidth() != set.get(column)) {
					chosen.add(column);
					set.put(column, made.getWidth());
				}
			});
		}
		tree.addListener(SWT.Resize, e -> fitSoon());
	}

	/** A cell says this now. @param level how many rows stand above it */
	void shows(TaskColumn column, String text, int level) {
		int length = text.length() + 3 * level;
		if (column.most > column.width && length > longest.getOrDefault(column, 0)) { // measuring takes longer than counting
			longest.put(column, length);
			var gc = new GC(tree);
			int width = gc.textExtent(text).x + PADDING + (column == TaskColumn.TASK ? BEFORE_TITLE + LEVEL * level : 0);
			gc.dispose();
			if (width > needed.getOrDefault(column, 0)) {
				needed.put(column, width);
				fitSoon();
			}
		}
	}

	/** GTK does not take new widths while it draws the cells that ask for them. */
	private void fitSoon() {
		if (!waiting) {
			waiting = true;
			tree.getDisplay().asyncExec(() -> {
				waiting = false;
				if (!tree.isDisposed()) {
					fit();
				}
			});
		}
	}

	private void fit() {
		int room = tree.getClientArea().width;
		int others = 0;
		for (TaskColumn column : TaskColumn.values()) {
			if (column != TaskColumn.MESSAGE) {
				others += put(column, Math.clamp(needed.getOrDefault(column, 0), column.width,
						column == TaskColumn.TASK ? Math.max(column.width, Math.min(column.most, (int) (room * MOST_OF_ALL))) : column.most));
			}
		}
		put(TaskColumn.MESSAGE, Math.max(TaskColumn.MESSAGE.width, room - others));
	}

	/** Returns how wide it is then. */
	private int put(TaskColumn column, int width) {
		if (!chosen.contains(column) && set.get(column) != width) {
			set.put(column, width);
			tree.getColumn(column.ordinal()).setWidth(width);
		}
		return set.get(column);
	}

	/** The width that the user gave a column. */
	OptionalInt chosen(TaskColumn column) {
		return chosen.contains(column) ? OptionalInt.of(set.get(column)) : OptionalInt.empty();
	}

	/** Gives a column the width that the user gave it once. */
	void choose(TaskColumn column, int width) {
		put(column, width);
		chosen.add(column);
	}
}
