package org.fleetdesk.ui.internal.security;

import java.util.function.Supplier;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.fleetdesk.ui.Grids;
import org.fleetdesk.ui.UiUpdates;

/** A part of a dialog that is folded to a line until it is wanted. Made in an area of two columns. */
final class Fold {

	private final Composite area;
	private final Label label;
	private final Link summary;
	private final Group group;
	private final Supplier<String> text;
	private boolean open;

	/** @param text of the line, with a link that folds and unfolds */
	Fold(Composite area, String label, String title, Supplier<String> text) {
		this.area = area;
		this.text = text;
		this.label = new Label(area, SWT.NONE);
		this.label.setText(label);
		summary = new Link(area, SWT.NONE);
		summary.addListener(SWT.Selection, e -> open(!open));
		GridDataFactory.fillDefaults().grab(true, false).applyTo(summary);
		group = new Group(area, SWT.NONE);
		group.setText(title);
		GridLayoutFactory.swtDefaults().numColumns(2).margins(8, 8).spacing(10, 6).applyTo(group);
		GridDataFactory.fillDefaults().span(2, 1).grab(true, false).exclude(true).applyTo(group);
		group.setVisible(false);
	}

	/** Where the fields go: two columns. */
	Group group() {
		return group;
	}

	boolean isOpen() {
		return open;
	}

	/** Shows the line as it is now. */
	void update() {
		summary.setText(text.get());
	}

	/** Shows or hides it all, the line too. */
	void show(boolean shown) {
		Grids.show(label, shown);
		Grids.show(summary, shown);
		Grids.show(group, shown && open);
	}

	void open(boolean opened) {
		open = opened;
		Grids.show(group, opened);
		update();
		if (area.getShell().isVisible()) {
			fit();
		} else {
			UiUpdates.later(area, this::fit); // a dialog's own first size cuts off the last field
		}
	}

	/** Makes the dialog as much higher or lower as its fields have become. */
	void fit() {
		var shell = area.getShell();
		if (shell.isVisible() && area.getSize().x > 0) {
			int more = area.computeSize(area.getSize().x, SWT.DEFAULT, true).y - area.getSize().y;
			shell.setSize(shell.getSize().x, shell.getSize().y + more);
			shell.layout(true, true);
		}
	}
}
