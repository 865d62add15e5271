package org.fleetdesk.ui.internal.security;

import java.util.Optional;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** Asks for the passphrase of a key, which is kept without it in secure storage. */
final class PassphraseDialog extends AskDialog {

	private Text field;
	private char[] passphrase = new char[0];

	PassphraseDialog(Shell shell, String file, String problem) {
		super(shell, Messages.Passphrase_window, problem, Texts.format(Messages.Passphrase_message, file), Messages.Passphrase_button);
	}

	@Override
	protected void createFields(Composite area) {
		label(area, Messages.Passphrase_field);
		field = new Text(area, SWT.BORDER | SWT.PASSWORD);
		field.addListener(SWT.Modify, e -> changed());
		GridDataFactory.fillDefaults().grab(true, false).hint(280, SWT.DEFAULT).applyTo(field);
	}

	@Override
	protected Optional<String> problem() {
		return field.getText().isEmpty() ? Optional.of(Messages.Passphrase_none) : Optional.empty();
	}

	@Override
	protected void okPressed() {
		passphrase = field.getTextChars();
		super.okPressed();
	}

	char[] passphrase() {
		return passphrase;
	}
}
