package org.fleetdesk.so3.ui.internal;

import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.AskDialog;

/** Asks for the name of a checkpoint, and whether the container ends with it. */
final class CheckpointDialog extends AskDialog {

	private String name;
	private boolean stop;

	CheckpointDialog(Shell shell, String heading, String proposed) {
		super(shell, Messages.Checkpoint_title, heading, Messages.Checkpoint_what, Messages.Checkpoint_button);
		name = proposed;
	}

	@Override
	protected void createFields(Composite area) {
		Text field = textField(area, Messages.Create_name, name);
		field.addListener(SWT.Modify, e -> {
			name = field.getText().strip();
			check();
		});
		var box = box(area, Messages.Checkpoint_stop, stop);
		box.addListener(SWT.Selection, e -> stop = box.getSelection());
	}

	@Override
	protected Optional<String> problem() {
		return Names.problem(name);
	}

	String name() {
		return name;
	}

	boolean stop() {
		return stop;
	}
}
