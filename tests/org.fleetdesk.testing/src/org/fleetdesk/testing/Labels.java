package org.fleetdesk.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Group;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Link;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;

/** By what a user knows a control: its text, the label before it, its hint or its tooltip, without mnemonics and colons. */
final class Labels {

	private Labels() {
	}

	static List<String> of(Control control) {
		var labels = new ArrayList<String>();
		switch (control) {
		case Button button -> add(labels, button.getText());
		case Label label -> add(labels, label.getText());
		case Link link -> add(labels, link.getText().replaceAll("<[^>]*>", ""));
		case Group group -> add(labels, group.getText());
		case Shell shell -> add(labels, shell.getText());
		case Text text -> {
			if (!text.getEditable()) {
				add(labels, text.getText()); // a message that can be copied
			}
			add(labels, text.getMessage());
			before(control, labels);
		}
		case Combo combo -> before(control, labels);
		default -> before(control, labels);
		}
		add(labels, control.getToolTipText());
		return labels;
	}

	private static void before(Control control, List<String> labels) {
		if (control.getParent() == null) {
			return;
		}
		var siblings = Arrays.asList(control.getParent().getChildren());
		int at = siblings.indexOf(control);
		if (at > 0 && siblings.get(at - 1) instanceof Label label) {
			add(labels, label.getText());
		}
	}

	private static void add(List<String> labels, String text) {
		if (text != null && !text.isBlank()) {
			labels.add(text.replaceAll("&(.)", "$1").replaceAll(":$", "").strip());
		}
	}
}
