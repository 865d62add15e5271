package org.fleetdesk.core;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the console reaches one engine. It holds no secret: where one is needed, it holds the name under which {@link Secrets} keeps it.
 *
 * @param id            stable and unique, never shown; resources and journals refer to it
 * @param kind          the {@link EngineKind#id() kind} of the engine, such as {@code so3}
 * @param name          unique within its kind, ignoring case; shown to the user
 * @param url           {@code unix:///path}, {@code tcp://host:port}, {@code http://…} or {@code https://…}
 * @param credentials   the name under which {@link Secrets} holds the {@link Credentials}, or empty
 * @param labels        free words of the user, such as {@code site=lab}
 * @param local         whether the connection leads to the local fleet, which the console itself keeps up to date
 * @param tls           whether and how the connection is encrypted
 * @param options       what the kind wants to know beside, by {@link ConnectionOption#id()}; secret ones stand in {@code secretOptions}
 * @param secretOptions the names under which {@link Secrets} holds the secret options, by {@link ConnectionOption#id()}
 */
public record Connection(String id, String kind, String name, URI url, Optional<String> credentials, Map<String, String> labels, boolean local,
		ConnectionTls tls, Map<String, String> options, Map<String, String> secretOptions) {

	public Connection {
		Objects.requireNonNull(id);
		Objects.requireNonNull(kind);
		Objects.requireNonNull(name);
		Objects.requireNonNull(url);
		Objects.requireNonNull(credentials);
		Objects.requireNonNull(tls);
		labels = Map.copyOf(labels);
		options = Map.copyOf(options);
		secretOptions = Map.copyOf(secretOptions);
	}

	/** A connection without TLS settings and options. */
	public Connection(String id, String kind, String name, URI url, Optional<String> credentials, Map<String, String> labels, boolean local) {
		this(id, kind, name, url, credentials, labels, local, ConnectionTls.NONE, Map.of(), Map.of());
	}

	public Connection withName(String other) {
		return new Connection(id, kind, other, url, credentials, labels, local, tls, options, secretOptions);
	}

	public Connection withUrl(URI other) {
		return new Connection(id, kind, name, other, credentials, labels, local, tls, options, secretOptions);
	}

	/** @param secret the name under which {@link Secrets} holds them */
	public Connection withCredentials(Optional<String> secret) {
		return new Connection(id, kind, name, url, secret, labels, local, tls, options, secretOptions);
	}

	public Connection withLabels(Map<String, String> others) {
		return new Connection(id, kind, name, url, credentials, others, local, tls, options, secretOptions);
	}

	public Connection withTls(ConnectionTls other) {
		return new Connection(id, kind, name, url, credentials, labels, local, other, options, secretOptions);
	}

	public Connection withOptions(Map<String, String> plain, Map<String, String> secret) {
		return new Connection(id, kind, name, url, credentials, labels, local, tls, plain, secret);
	}

	/** @param id of an option that is no secret */
	public Connection withOption(String id, String value) {
		var plain = new HashMap<>(options);
		plain.put(id, value);
		return withOptions(plain, secretOptions);
	}

	/** Whether everything that goes over the wire is encrypted: by https, or by tcp with TLS. */
	public boolean encrypted() {
		return "https".equalsIgnoreCase(url.getScheme()) || "tcp".equalsIgnoreCase(url.getScheme()) && tls.on();
	}

	/** The names of all secrets that belong to the connection. */
	public Stream<String> secrets() {
		return Stream.of(credentials.stream(), tls.identity().stream(), secretOptions.values().stream()).flatMap(s -> s);
	}

	/** Whether the other one leads to the same engine in the same way, so that an open session still fits; names and labels are no matter to it. */
	public boolean sameWay(Connection other) {
		return kind.equals(other.kind) && url.equals(other.url) && credentials.equals(other.credentials) && tls.equals(other.tls) && options.equals(other.options)
				&& secretOptions.equals(other.secretOptions);
	}
}
