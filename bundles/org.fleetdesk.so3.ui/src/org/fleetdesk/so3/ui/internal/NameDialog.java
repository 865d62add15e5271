package org.fleetdesk.so3.ui.internal;

import java.util.Optional;
import java.util.function.Function;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.AskDialog;

/** Asks for a name that is not the present one. */
final class NameDialog extends AskDialog {

	private final String present;
	private final Function<String, Optional<String>> check;
	private String name;

	/** @param check what is wrong with a name */
	NameDialog(Shell shell, String title, String heading, String sentence, String verb, String present, Function<String, Optional<String>> check) {
		super(shell, title, heading, sentence, verb);
		this.present = present;
		this.name = present;
		this.check = check;
	}

	@Override
	protected void createFields(Composite area) {
		Text field = textField(area, Messages.Create_name, name);
		field.addListener(SWT.Modify, e -> {
			name = field.getText().strip();
			check();
		});
	}

	@Override
	protected Optional<String> problem() {
		return name.equals(present) ? Optional.of(Messages.Name_same) : check.apply(name);
	}

	String name() {
		return name;
	}
}
