package org.fleetdesk.ui;

import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Control;

/** What grid layouts are asked for again and again. */
public final class Grids {

	private Grids() {
	}

	/** Shows a control of a grid, or hides it so that it takes no room; the caller lays out anew. */
	public static void show(Control control, boolean shown) {
		var data = control.getLayoutData() instanceof GridData d ? d : new GridData();
		data.exclude = !shown;
		control.setLayoutData(data);
		control.setVisible(shown);
	}
}
