package org.fleetdesk.core;

import java.util.Locale;
import java.util.Optional;

/**
 * How a connection is encrypted, whom it trusts, and what it shows of itself. It holds no file names: what was read from files is kept,
 * so that a file which moves or goes breaks nothing.
 *
 * @param on          whether a {@code tcp://} connection speaks TLS; {@code https://} does in any case
 * @param fingerprint the SHA-256 fingerprint of the one server certificate that the user trusts, as 64 hex digits in lower case; colons and
 *                    the prefix {@code SHA256:} are taken away
 * @param authorities certificates of authorities that are trusted beside the Java runtime's, in PEM
 * @param identity    the name under which {@link Secrets} holds the certificate and key that are shown to the server, in PEM
 */
public record ConnectionTls(boolean on, Optional<String> fingerprint, Optional<String> authorities, Optional<String> identity) {

	/** Nothing set: plain for {@code tcp://}, the Java runtime's authorities for {@code https://}. */
	public static final ConnectionTls NONE = new ConnectionTls(false, Optional.empty(), Optional.empty(), Optional.empty());

	/** @throws IllegalArgumentException when the fingerprint is none; the message is for the user */
	public ConnectionTls {
		fingerprint = fingerprint.map(ConnectionTls::normal);
	}

	public ConnectionTls withOn(boolean encrypted) {
		return new ConnectionTls(encrypted, fingerprint, authorities, identity);
	}

	public ConnectionTls withFingerprint(Optional<String> trusted) {
		return new ConnectionTls(on, trusted, authorities, identity);
	}

	public ConnectionTls withAuthorities(Optional<String> pem) {
		return new ConnectionTls(on, fingerprint, pem, identity);
	}

	/** @param secret the name under which {@link Secrets} holds it */
	public ConnectionTls withIdentity(Optional<String> secret) {
		return new ConnectionTls(on, fingerprint, authorities, secret);
	}

	private static String normal(String fingerprint) {
		String hex = fingerprint.strip().replaceFirst("(?i)^sha-?256[:=\\s]", "").replaceAll("[:\\s]", "").toLowerCase(Locale.ROOT);
		if (!hex.matches("[0-9a-f]{64}")) {
			throw new IllegalArgumentException("A SHA-256 fingerprint has 64 hex digits, this one not: " + fingerprint);
		}
		return hex;
	}
}
