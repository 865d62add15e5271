package org.fleetdesk.core;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.fleetdesk.http.ClientIdentity;
import org.fleetdesk.http.TlsSettings;

/**
 * A connection that is being made or changed. Never printed with its secrets.
 *
 * @param secrets those of the connection that are not stored yet, by name: to be handed to {@link Connections} with it
 */
public record ConnectionDraft(Connection connection, Map<String, String> secrets) {

	/** Drops secrets to which the connection does not refer (any more). */
	public ConnectionDraft {
		var kept = new HashMap<>(secrets);
		kept.keySet().retainAll(connection.secrets().toList());
		secrets = Map.copyOf(kept);
	}

	/** The connection as it is stored. */
	public static ConnectionDraft of(Connection connection) {
		return new ConnectionDraft(connection, Map.of());
	}

	/** The same secrets with a connection that was changed in another way. */
	public ConnectionDraft with(Connection changed) {
		return new ConnectionDraft(changed, secrets);
	}

	/** Leads elsewhere: what was trusted is not known there. */
	public ConnectionDraft withUrl(URI url) {
		boolean elsewhere = !Objects.equals(url.getHost(), connection.url().getHost()) || url.getPort() != connection.url().getPort();
		return with(connection.withUrl(url).withTls(elsewhere ? connection.tls().withFingerprint(Optional.empty()) : connection.tls()));
	}

	public ConnectionDraft withCredentials(Optional<Credentials> credentials) {
		var name = credentials.map(c -> Connections.newSecret());
		return with(connection.withCredentials(name), name, credentials.map(Credentials::text));
	}

	/**
	 * Trusts the authorities in a PEM or DER file beside the Java runtime's.
	 *
	 * @throws IOException when there is no certificate in it; the message is for the user
	 */
	public ConnectionDraft withAuthorities(byte[] file) throws IOException {
		String pem = TlsSettings.pem(TlsSettings.certificates(new ByteArrayInputStream(file)));
		return with(connection.withTls(connection.tls().withAuthorities(Optional.of(pem))));
	}

	/** @param identity what is shown to the engine; empty: nothing */
	public ConnectionDraft withIdentity(Optional<ClientIdentity> identity) {
		var name = identity.map(i -> Connections.newSecret());
		return with(connection.withTls(connection.tls().withIdentity(name)), name, identity.map(ClientIdentity::pem));
	}

	/** @param value empty: there is none any more */
	public ConnectionDraft withSecretOption(String id, Optional<String> value) {
		var names = new HashMap<>(connection.secretOptions());
		var name = value.map(v -> Connections.newSecret());
		names.remove(id);
		name.ifPresent(n -> names.put(id, n));
		return with(connection.withOptions(connection.options(), names), name, value);
	}

	private ConnectionDraft with(Connection changed, Optional<String> name, Optional<String> secret) {
		var all = new HashMap<>(secrets);
		name.ifPresent(n -> all.put(n, secret.orElseThrow()));
		return new ConnectionDraft(changed, all);
	}

	/** The authorities' subjects; empty when there are none of its own. */
	public static List<String> authorities(ConnectionTls tls) {
		try {
			return tls.authorities().isEmpty() ? List.of()
					: TlsSettings.certificates(new ByteArrayInputStream(tls.authorities().get().getBytes(StandardCharsets.US_ASCII))).stream().map(c -> c.getSubjectX500Principal().getName()).toList();
		} catch (IOException e) {
			return List.of();
		}
	}

	@Override
	public String toString() {
		return "Draft of " + connection + " with " + secrets.keySet();
	}
}
