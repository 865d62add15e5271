package org.fleetdesk.ui.internal.tasks;

import org.eclipse.jface.window.DefaultToolTip;
import org.eclipse.jface.window.ToolTip;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Tree;

/** Tool tips of the cells, with what is cut off there. */
final class TaskTips extends DefaultToolTip {

	private final Tree tree;

	TaskTips(Tree tree) {
		super(tree, ToolTip.RECREATE, false);
		this.tree = tree;
		setShift(new Point(8, 16));
	}

	@Override
	protected String getText(Event event) {
		var at = new Point(event.x, event.y);
		var item = tree.getItem(at);
		if (item != null && item.getData() instanceof TaskRow row) {
			for (TaskColumn column : TaskColumn.values()) {
				if (item.getBounds(column.ordinal()).contains(at)) {
					return column.tip(row);
				}
			}
		}
		return null;
	}

	@Override
	protected boolean shouldCreateToolTip(Event event) {
		return getText(event) != null;
	}

	@Override
	protected Object getToolTipArea(Event event) {
		return getText(event); // hides when the mouse moves to another cell
	}
}
