package org.fleetdesk.core.sftp;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionOption;

/**
 * The options by which a connection tells how an SSH server is reached.
 *
 * @param address id of the option with an {@link SftpAddress}; the others are named after it
 */
public record SftpAccess(String address) {

	/** Where secrets are, by name. */
	public interface SecretReader {
		Optional<String> get(String name) throws IOException;
	}

	/** The option with the fingerprint of the server's key. */
	public String hostKey() {
		return address + ".hostkey";
	}

	/** The secret option with the password, or the passphrase of the key. */
	public String password() {
		return address + ".password";
	}

	/** The secret option with a private key. */
	public String key() {
		return address + ".key";
	}

	/** All of them, in display order. @param label of the address @param hint at it @param problem with it */
	public List<ConnectionOption> options(String label, String hint, Function<String, Optional<String>> problem) {
		return List.of(new ConnectionOption(address, label, hint, "", false, problem),
				new ConnectionOption(hostKey(), "SSH host key", "Fingerprint of the server's key, as ssh-keygen -l writes it: SHA256:…; a test of the connection asks for it", "", false,
						SftpAccess::hostKeyProblem),
				new ConnectionOption(password(), "SFTP password", "The user's password, or the passphrase of the private key", "", true, value -> Optional.empty()),
				new ConnectionOption(key(), "SFTP private key", "The text of a private key, from -----BEGIN to END-----; instead of a password", "", true, SftpAccess::keyProblem));
	}

	private static Optional<String> hostKeyProblem(String value) {
		return value.strip().matches("SHA256:[A-Za-z0-9+/]{43}=?") ? Optional.empty() : Optional.of("The fingerprint of an SSH key is SHA256: and 43 characters, such as ssh-keygen -l writes it.");
	}

	private static Optional<String> keyProblem(String value) {
		return value.contains("-----BEGIN") && value.contains("PRIVATE KEY-----") ? Optional.empty()
				: Optional.of("A private key is a text from -----BEGIN … PRIVATE KEY----- to -----END … PRIVATE KEY-----.");
	}

	/** How the connection's server is reached, if it says so. Secrets are read when they are needed. */
	public Optional<SftpSettings> of(Connection connection, SecretReader secrets) {
		return Optional.ofNullable(connection.options().get(address)).filter(a -> SftpAddress.problem(a).isEmpty()).map(SftpAddress::parse)
				.map(a -> new SftpSettings(a.user(), a.host().orElseGet(() -> host(connection)), a.port(), a.folder(),
						Optional.ofNullable(connection.options().get(hostKey())).map(k -> k.strip().replaceAll("=+$", "")).filter(k -> !k.isEmpty()), new SftpSettings.Proof() {
							@Override
							public Optional<String> password() throws IOException {
								return secret(SftpAccess.this.password());
							}

							@Override
							public Optional<String> key() throws IOException {
								return secret(SftpAccess.this.key());
							}

							private Optional<String> secret(String option) throws IOException {
								String name = connection.secretOptions().get(option);
								return name == null ? Optional.empty() : secrets.get(name);
							}
						}, hostKey()));
	}

	private static String host(Connection connection) {
		return Optional.ofNullable(connection.url().getHost()).orElse("localhost").replaceAll("[\\[\\]]", "");
	}
}
