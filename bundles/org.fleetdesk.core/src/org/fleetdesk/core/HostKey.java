package org.fleetdesk.core;

import java.util.Optional;

/**
 * The key by which an SSH server that belongs to a connection shows who it is.
 *
 * @param server      such as {@code root@so-lab-1}, with the port if it is not the usual one
 * @param type        such as {@code ssh-ed25519}
 * @param fingerprint as {@code ssh-keygen -l} writes it: {@code SHA256:} and base64
 * @param option      the {@link ConnectionOption#id() option} of the connection that holds the trusted fingerprint
 */
public record HostKey(String server, String type, String fingerprint, String option) {

	/** Whether it is the one that the connection trusts. */
	public boolean trustedBy(Connection connection) {
		return before(connection).filter(fingerprint::equals).isPresent();
	}

	/** The fingerprint that the connection trusts, when it is another one: the server was set up anew, or somebody is in between. */
	public Optional<String> changedFrom(Connection connection) {
		return before(connection).filter(f -> !f.equals(fingerprint));
	}

	/** The connection that trusts this key. */
	public Connection trust(Connection connection) {
		return connection.withOption(option, fingerprint);
	}

	private Optional<String> before(Connection connection) {
		return Optional.ofNullable(connection.options().get(option)).map(f -> f.strip().replaceAll("=+$", "")).filter(f -> !f.isEmpty());
	}
}
