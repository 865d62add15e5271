package org.fleetdesk.ui.internal.logs;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.part.ViewPart;

/** PLACEHOLDER until LogViewer lands. */
public final class LogView extends ViewPart {

	public static final String ID = "org.fleetdesk.ui.log";

	@Override
	public void createPartControl(Composite parent) {
		new Label(parent, SWT.NONE).setText("…");
	}

	@Override
	public void setFocus() {
	}
}
