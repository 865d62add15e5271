package org.fleetdesk.ui;

import org.eclipse.swt.widgets.Composite;

/**
 * A part of Details with widgets of its own for one kind of resource, such as a chart; contributed by {@code org.fleetdesk.ui.details}. One object a
 * resource that is shown; all calls on the UI thread, so that I/O must go to the background.
 */
public interface DetailsPanel {

	/**
	 * Makes the widgets; called once.
	 *
	 * @param parent with a layout data of its own; the panel sets the layout
	 */
	void create(Composite parent, Console console);

	/** Shows the resource, always the same one, as it is now; called when something changed and once a second. */
	void show(Row row);

	/** Another resource is shown from now on: ends what the panel does in the background. Its widgets are disposed of by the caller. */
	void close();
}
