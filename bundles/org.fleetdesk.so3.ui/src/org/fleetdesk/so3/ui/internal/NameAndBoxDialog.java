package org.fleetdesk.so3.ui.internal;

import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;

/** Asks for the name of something new, and one thing more that is done or not. */
final class NameAndBoxDialog extends AskDialog {

	private final String label;
	private String name;
	private boolean ticked;

	private NameAndBoxDialog(Shell shell, String title, String heading, String what, String button, String name, String label, boolean ticked) {
		super(shell, title, heading, what, button);
		this.name = name;
		this.label = label;
		this.ticked = ticked;
	}

	/** For a checkpoint; ticked when the container ends with it. */
	static NameAndBoxDialog checkpoint(Shell shell, String heading, String proposed) {
		return new NameAndBoxDialog(shell, Messages.Checkpoint_title, heading, Messages.Checkpoint_what, Messages.Checkpoint_button, proposed, Messages.Checkpoint_stop, false);
	}

	/** For a new container; ticked when it is started. */
	static NameAndBoxDialog container(Shell shell, String image, String engine) {
		return new NameAndBoxDialog(shell, Messages.Create_title, Texts.format(Messages.Create_heading, image), Texts.format(Messages.Create_where, engine), Messages.Create_button,
				Names.from(image), Messages.Create_start, true);
	}

	@Override
	protected void createFields(Composite area) {
		Text field = textField(area, Messages.Create_name, name);
		field.addListener(SWT.Modify, e -> {
			name = field.getText().strip();
			check();
		});
		var box = box(area, label, ticked);
		box.addListener(SWT.Selection, e -> ticked = box.getSelection());
	}

	@Override
	protected Optional<String> problem() {
		return Names.problem(name);
	}

	String name() {
		return name;
	}

	boolean ticked() {
		return ticked;
	}
}
