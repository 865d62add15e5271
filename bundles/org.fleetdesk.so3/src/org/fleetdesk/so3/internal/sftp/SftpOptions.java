package org.fleetdesk.so3.internal.sftp;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;
import org.fleetdesk.core.Secrets;

/** What a connection to a genuine Smart Object says about SFTP. */
public final class SftpOptions {

	/** An {@link SftpAddress}; without one there is no SFTP. */
	public static final String ADDRESS = "sftp";
	/** The fingerprint of the server's key. */
	public static final String HOST_KEY = "sftp.hostkey";
	/** Secret: the password, or the passphrase of the key. */
	public static final String PASSWORD = "sftp.password";
	/** Secret: a private key. */
	public static final String KEY = "sftp.key";

	/** All of them, in display order. */
	public static final List<ConnectionOption> ALL = List.of(
			new ConnectionOption(ADDRESS, "SFTP address for images",
					"Only for original Smart Objects, whose engine takes no uploads: sftp://root@so-lab-1/mnt/ME; root@ alone means the engine's host and its usual folder", "", false,
					SftpAddress::problem),
			new ConnectionOption(HOST_KEY, "SSH host key", "Fingerprint of the server's key, as ssh-keygen -l writes it: SHA256:…; a test of the connection asks for it", "", false,
					SftpOptions::hostKeyProblem),
			new ConnectionOption(PASSWORD, "SFTP password", "The user's password, or the passphrase of the private key", "", true, value -> Optional.empty()),
			new ConnectionOption(KEY, "SFTP private key", "The text of a private key, from -----BEGIN to END-----; instead of a password", "", true, SftpOptions::keyProblem));

	private SftpOptions() {
	}

	private static Optional<String> hostKeyProblem(String value) {
		return value.strip().matches("SHA256:[A-Za-z0-9+/]{43}=?") ? Optional.empty() : Optional.of("The fingerprint of an SSH key is SHA256: and 43 characters, such as ssh-keygen -l writes it.");
	}

	private static Optional<String> keyProblem(String value) {
		return value.contains("-----BEGIN") && value.contains("PRIVATE KEY-----") ? Optional.empty()
				: Optional.of("A private key is a text from -----BEGIN … PRIVATE KEY----- to -----END … PRIVATE KEY-----.");
	}

	/** How the connection's images are reached, if it says so. Secrets are read when they are needed. */
	public static Optional<SftpSettings> of(Connection connection, Secrets secrets) {
		return Optional.ofNullable(connection.options().get(ADDRESS)).filter(a -> SftpAddress.problem(a).isEmpty()).map(SftpAddress::parse)
				.map(a -> new SftpSettings(a.user(), a.host().orElseGet(() -> host(connection)), a.port(), a.folder(),
						Optional.ofNullable(connection.options().get(HOST_KEY)).map(k -> k.strip().replaceAll("=+$", "")).filter(k -> !k.isEmpty()), new SftpSettings.Proof() {
							@Override
							public Optional<String> password() throws IOException {
								return secret(PASSWORD);
							}

							@Override
							public Optional<String> key() throws IOException {
								return secret(KEY);
							}

							private Optional<String> secret(String option) throws IOException {
								String name = connection.secretOptions().get(option);
								return name == null ? Optional.empty() : secrets.get(name);
							}
						}));
	}

	private static String host(Connection connection) {
		return Optional.ofNullable(connection.url().getHost()).orElse("localhost").replaceAll("[\\[\\]]", "");
	}
}
