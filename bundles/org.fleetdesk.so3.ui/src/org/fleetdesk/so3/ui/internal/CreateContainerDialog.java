package org.fleetdesk.so3.ui.internal;

import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;

/** Asks for the name of a new container and whether it is started. */
final class CreateContainerDialog extends AskDialog {

	private String name;
	private boolean start = true;

	CreateContainerDialog(Shell shell, String image, String engine) {
		super(shell, Messages.Create_title, Texts.format(Messages.Create_heading, image), Texts.format(Messages.Create_where, engine), Messages.Create_button);
		name = Names.from(image);
	}

	@Override
	protected void createFields(Composite area) {
		Text field = textField(area, Messages.Create_name, name);
		field.addListener(SWT.Modify, e -> {
			name = field.getText().strip();
			check();
		});
		var box = box(area, Messages.Create_start, start);
		box.addListener(SWT.Selection, e -> start = box.getSelection());
	}

	@Override
	protected Optional<String> problem() {
		return Names.problem(name);
	}

	String name() {
		return name;
	}

	boolean start() {
		return start;
	}
}
