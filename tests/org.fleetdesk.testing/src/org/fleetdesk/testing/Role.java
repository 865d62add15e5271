package org.fleetdesk.testing;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;

/** What a control is to the user. */
public enum Role {
	BUTTON(Button.class, SWT.PUSH),
	CHECK(Button.class, SWT.CHECK),
	RADIO(Button.class, SWT.RADIO),
	TEXT(Text.class, 0),
	COMBO(Combo.class, 0),
	LABEL(Label.class, 0),
	LINK(Link.class, 0),
	TABLE(Table.class, 0),
	TREE(Tree.class, 0),
	CANVAS(Canvas.class, 0),
	ANY(Control.class, 0);

	private final Class<? extends Control> type;
	private final int style;

	Role(Class<? extends Control> type, int style) {
		this.type = type;
		this.style = style;
	}

	boolean fits(Control control) {
		return type.isInstance(control) && (style == 0 || (control.getStyle() & style) != 0);
	}
}
