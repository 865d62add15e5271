package org.fleetdesk.ui;

import java.util.Optional;
import java.util.function.Function;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.internal.Messages;

/** Asks for a name that is not the present one. */
public final class NameDialog extends AskDialog {

	private final String present;
	private final Function<String, Optional<String>> check;
	private String name;

	/** @param check what is wrong with a name */
	public NameDialog(Shell shell, String title, String heading, String sentence, String verb, String present, Function<String, Optional<String>> check) {
		super(shell, title, heading, sentence, verb);
		this.present = present;
		this.name = present;
		this.check = check;
	}

	@Override
	protected void createFields(Composite area) {
		Text field = textField(area, Messages.Name_field, name);
		field.addListener(SWT.Modify, e -> {
			name = field.getText().strip();
			check();
		});
	}

	@Override
	protected Optional<String> problem() {
		return name.equals(present) ? Optional.of(Messages.Name_same) : check.apply(name);
	}

	public String name() {
		return name;
	}
}
