package org.fleetdesk.core.sftp;

import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.session.ClientSession;

/** Answers a server that asks for the password in a dialog ({@code keyboard-interactive}): one hidden question, once. */
final class PasswordDialog implements UserInteraction {

	private final String password;
	private boolean given;

	PasswordDialog(String password) {
		this.password = password;
	}

	@Override
	public boolean isInteractionAllowed(ClientSession session) {
		return true;
	}

	@Override
	public synchronized String[] interactive(ClientSession session, String name, String instruction, String language, String[] prompts, boolean[] echoes) {
		if (prompts.length == 0) {
			return new String[0];
		}
		if (given || prompts.length > 1 || echoes[0]) {
			return null;
		}
		given = true;
		return new String[] { password };
	}

	@Override
	public String getUpdatedPassword(ClientSession session, String prompt, String language) {
		return null;
	}
}
