package org.fleetdesk.core;

import java.util.Optional;

/** Asks the user whether to trust an engine's certificate, or the key of an SSH server that belongs to it; a service of whoever can ask, such as the console's window. */
public interface TrustPrompt {

	/** @param connection as far as it is known, perhaps not saved yet */
	record Question(Connection connection, ServerCertificate certificate) {

		/** The fingerprint that was trusted until now, when the engine shows another one: a new certificate, or somebody in between. */
		public Optional<String> changedFrom() {
			return connection.tls().fingerprint().filter(f -> !f.equals(certificate.sha256()));
		}
	}

	/** @param connection as far as it is known, perhaps not saved yet */
	record HostKeyQuestion(Connection connection, HostKey key) {

		/** The fingerprint that was trusted until now, when the server shows another key. */
		public Optional<String> changedFrom() {
			return key.changedFrom(connection);
		}
	}

	/** Blocks until the user has answered; never called on the UI thread. */
	boolean trust(Question question) throws InterruptedException;

	/** Blocks until the user has answered; never called on the UI thread. Who cannot ask this trusts no key. */
	default boolean trustHostKey(HostKeyQuestion question) throws InterruptedException {
		return false;
	}
}
