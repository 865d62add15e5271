package org.fleetdesk.gateways.ui.internal;

import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;

/** Asks how often gateways check in. */
final class IntervalDialog extends AskDialog {

	private static final long MOST = 86_400;

	private final String before;
	private String text;

	/** @param now the seconds of all of them; empty when they differ */
	IntervalDialog(Shell shell, String what, Optional<Long> now) {
		super(shell, Messages.Interval_title, Texts.format(Messages.Interval_heading, what), Messages.Interval_what, Messages.Interval_button);
		text = now.map(String::valueOf).orElse("");
		before = text;
	}

	@Override
	protected void createFields(Composite area) {
		var field = textField(area, Messages.Interval_field, text);
		field.addListener(SWT.Modify, e -> {
			text = field.getText().strip();
			check();
		});
		label(area, "");
		var usual = new Composite(area, SWT.NONE);
		GridLayoutFactory.fillDefaults().numColumns(4).applyTo(usual);
		GridDataFactory.fillDefaults().applyTo(usual);
		preset(usual, field, Messages.Interval_10s, 10);
		preset(usual, field, Messages.Interval_1m, 60);
		preset(usual, field, Messages.Interval_10m, 600);
		preset(usual, field, Messages.Interval_1h, 3600);
	}

	private static void preset(Composite parent, Text field, String label, long seconds) {
		var button = new Button(parent, SWT.PUSH);
		button.setText(label);
		button.addListener(SWT.Selection, e -> field.setText(String.valueOf(seconds)));
	}

	@Override
	protected Optional<String> problem() {
		var seconds = Texts.number(text);
		if (seconds.isEmpty() || seconds.get() < 1 || seconds.get() > MOST) {
			return Optional.of(Messages.Interval_wrong);
		}
		return text.equals(before) ? Optional.of(Messages.Interval_same) : Optional.empty();
	}

	@Override
	protected boolean incomplete() {
		return text.isEmpty() || text.equals(before);
	}

	long seconds() {
		return Long.parseLong(text);
	}
}
