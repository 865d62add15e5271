package org.fleetdesk.ui.internal.security;

import java.util.Optional;

import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.ui.AskDialog;
import org.fleetdesk.ui.Texts;
import org.fleetdesk.ui.internal.Messages;

/** Asks for the credentials of a connection. */
final class CredentialsDialog extends AskDialog {

	private CredentialsFields fields;
	private Optional<Credentials> given = Optional.empty();

	CredentialsDialog(Shell shell, Connection connection, String refusal) {
		super(shell, Messages.Credentials_window, Texts.format(Messages.Credentials_title, connection.name().isBlank() ? connection.url().getAuthority() : connection.name()),
				Texts.format(Messages.Credentials_message, refusal), Messages.Credentials_button);
	}

	@Override
	protected void createFields(Composite area) {
		fields = new CredentialsFields(area, false, this::changed);
	}

	@Override
	protected Control createContents(Composite parent) {
		var contents = super.createContents(parent);
		fields.focus();
		return contents;
	}

	@Override
	protected Optional<String> problem() {
		return fields.problem();
	}

	@Override
	protected void okPressed() {
		given = fields.credentials();
		super.okPressed();
	}

	/** What was given; empty when it was cancelled. */
	Optional<Credentials> given() {
		return given;
	}
}
