package org.fleetdesk.ui.internal.deploy;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.TreeItem;

/** Puts a sentence that is longer than its column on several rows of a tree, so that none of it is cut off. */
final class Wrapped {

	private static final int MARGIN = 48;

	private Wrapped() {
	}

	/** @return how many rows it took; those after the first are children of the item */
	static int into(TreeItem item, int column, String text) {
		var gc = new GC(item.getParent());
		int width = item.getParent().getColumn(column).getWidth() - MARGIN;
		var lines = lines(text, line -> gc.textExtent(line).x <= width);
		gc.dispose();
		item.setText(column, lines.getFirst());
		for (String line : lines.subList(1, lines.size())) {
			new TreeItem(item, SWT.NONE).setText(column, line);
		}
		return lines.size();
	}

	/** Opens items with all below; only when the tree is filled, because an item opens no sooner than it is visible. */
	static void expand(TreeItem... items) {
		for (TreeItem item : items) {
			item.setExpanded(true);
			expand(item.getItems());
		}
	}

	/** Breaks a text at blanks; a word that does not fit stays whole. */
	static List<String> lines(String text, java.util.function.Predicate<String> fits) {
		var lines = new ArrayList<String>();
		String line = "";
		for (String word : text.split(" ")) {
			String longer = line.isEmpty() ? word : line + " " + word;
			if (line.isEmpty() || fits.test(longer)) {
				line = longer;
			} else {
				lines.add(line);
				line = word;
			}
		}
		lines.add(line);
		return lines;
	}
}
