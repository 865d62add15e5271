package org.fleetdesk.gateways.ui.internal;

import java.util.List;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.fleetdesk.ui.Accessibles;
import org.fleetdesk.ui.Texts;

/** A small table of texts in a panel, as high as its rows up to a limit. */
final class Grid {

	private final Table table;
	private final int most;
	private List<List<String>> shown = List.of();

	/** @param most rows that are shown at once */
	Grid(Composite parent, String name, int most, String[] titles, int... widths) {
		this.most = most;
		table = table(parent, SWT.BORDER | SWT.SINGLE, name, titles, widths);
		GridDataFactory.fillDefaults().grab(true, false).hint(100, SWT.DEFAULT).applyTo(table);
	}

	/** A table of texts without rows yet. */
	static Table table(Composite parent, int style, String name, String[] titles, int... widths) {
		var table = new Table(parent, style | SWT.FULL_SELECTION);
		table.setHeaderVisible(true);
		Accessibles.name(table, name);
		for (int i = 0; i < titles.length; i++) {
			var column = new TableColumn(table, SWT.LEFT);
			column.setText(titles[i]);
			column.setWidth(widths[i]);
		}
		return table;
	}

	Table table() {
		return table;
	}

	int selected() {
		return table.getSelectionIndex();
	}

	/** Shows other rows of untrusted text; what is selected stays so where there are as many. */
	void show(List<List<String>> rows) {
		if (rows.size() == shown.size()) {
			for (int i = 0; i < rows.size(); i++) {
				if (!rows.get(i).equals(shown.get(i))) {
					table.getItem(i).setText(cells(rows.get(i)));
				}
			}
		} else {
			table.deselectAll(); // GTK hangs when a table shrinks past its selection
			table.removeAll();
			rows.forEach(r -> new TableItem(table, SWT.NONE).setText(cells(r)));
			((GridData) table.getLayoutData()).heightHint = table.getHeaderHeight() + table.getItemHeight() * Math.clamp(rows.size(), 1, most);
			table.requestLayout();
		}
		shown = rows;
	}

	private static String[] cells(List<String> row) {
		return row.stream().map(Texts::plain).toArray(String[]::new);
	}
}
