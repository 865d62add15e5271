package org.fleetdesk.core.sftp;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * How an SSH server is reached and what it is shown.
 *
 * @param host    to connect to
 * @param folder  absolute; empty: the usual one of its purpose
 * @param hostKey the fingerprint of the key that the user trusts, as {@code ssh-keygen -l} writes it: {@code SHA256:} and base64
 * @param proof   asked for when it is needed
 * @param option  the option of the connection that holds the trusted fingerprint
 */
public record SftpSettings(String user, String host, int port, Optional<String> folder, Optional<String> hostKey, Proof proof, String option) {

	/** What a user proves himself with. */
	public interface Proof {

		/** The password, or the passphrase of the key if there is one. */
		Optional<String> password() throws IOException;

		/** A private key in PEM or OpenSSH's form. */
		Optional<String> key() throws IOException;
	}

	private static final Proof NOTHING = new Proof() {
		@Override
		public Optional<String> password() {
			return Optional.empty();
		}

		@Override
		public Optional<String> key() {
			return Optional.empty();
		}
	};

	/** The same server, to which nothing is shown. */
	SftpSettings trustingNothing() {
		return new SftpSettings(user, host, port, folder, Optional.empty(), NOTHING, option);
	}

	/** Such as {@code sftp://root@so-lab-1:22}. */
	public URI uri() {
		try {
			return new URI("sftp", user, host, port, null, null, null);
		} catch (URISyntaxException e) {
			throw new IllegalStateException(e); // they were parts of an address
		}
	}

	/** Such as {@code root@so-lab-1}, with the port if it is not the usual one. */
	public String server() {
		return user + "@" + host + (port == 22 ? "" : ":" + port);
	}
}
