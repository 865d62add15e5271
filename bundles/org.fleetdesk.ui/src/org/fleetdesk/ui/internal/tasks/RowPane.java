package org.fleetdesk.ui.internal.tasks;

import org.eclipse.swt.widgets.Control;

/** What is shown beside a selected row of the Tasks view. On the UI thread. */
public interface RowPane {

	Control control();

	/** Shows this row; called again with each new state of it. */
	void show(TaskRow row);
}
