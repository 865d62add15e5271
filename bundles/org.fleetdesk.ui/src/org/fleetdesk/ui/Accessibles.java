package org.fleetdesk.ui;

import java.util.function.Supplier;

import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.widgets.Control;

/** Names for those who do not see the controls. */
public final class Accessibles {

	private Accessibles() {
	}

	/** Gives a control a name. */
	public static void name(Control control, String name) {
		describe(control, () -> name, () -> null);
	}

	/** Gives a control a name and a description that are asked for each time. */
	public static void describe(Control control, Supplier<String> name, Supplier<String> description) {
		control.getAccessible().addAccessibleListener(new AccessibleAdapter() {
			@Override
			public void getName(AccessibleEvent e) {
				e.result = name.get();
			}

			@Override
			public void getDescription(AccessibleEvent e) {
				e.result = description.get();
			}
		});
	}
}
