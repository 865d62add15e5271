package org.fleetdesk.http;

import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How a server is reached.
 *
 * @param base           {@code http://…}, {@code https://…}, {@code tcp://host:port} (which means http) or {@code unix:///path}; with the
 *                       path under which all requests go
 * @param connect        deadline for a connection to be made
 * @param deadline       for a whole exchange of {@link HttpEndpoint#send}
 * @param idle           the longest silence of a stream or an upload; zero: no limit
 * @param maxConnections at a time for exchanges, and as many again for streams; a further call waits for one within its deadline
 * @param maxBody        the longest body of a whole answer, in bytes
 * @param credentials    asked before each request; empty: none are sent
 * @param refusal        finds the server's own sentence in an answer of status 400 or more; an empty text when it has none
 */
public record EndpointSettings(URI base, Duration connect, Duration deadline, Duration idle, int maxConnections, int maxBody, TlsSettings tls,
		Supplier<Optional<HttpCredentials>> credentials, Function<HttpAnswer, String> refusal) {

	/** The longest path of a unix socket that the systems take. */
	private static final int MAX_SOCKET_PATH = 103;

	public EndpointSettings {
		Objects.requireNonNull(tls);
		Objects.requireNonNull(credentials);
		Objects.requireNonNull(refusal);
		var problem = problem(base);
		if (problem.isPresent()) {
			throw new IllegalArgumentException(problem.get());
		}
	}

	/**
	 * The usual: 4 s to connect, 20 s for an exchange, 60 s of silence, 16 connections, answers up to 32 MiB, the runtime's
	 * authorities, no credentials.
	 *
	 * @throws IllegalArgumentException when the URL is of no use; the message is for the user
	 */
	public static EndpointSettings of(URI base) {
		return new EndpointSettings(base, Duration.ofSeconds(4), Duration.ofSeconds(20), Duration.ofSeconds(60), 16, 32 << 20, TlsSettings.system(),
				Optional::empty, EndpointSettings::plainText);
	}

	/** Why a URL cannot be a base, as a sentence for the user, or empty. */
	public static Optional<String> problem(URI base) {
		String scheme = base.getScheme() == null ? "" : base.getScheme().toLowerCase(Locale.ROOT);
		switch (scheme) {
		case "unix":
			if (base.getPath() == null || !base.getPath().startsWith("/") || base.getHost() != null) {
				return Optional.of("A unix socket is written unix:///path/of/the/socket, not " + base);
			}
			if (base.getPath().length() > MAX_SOCKET_PATH) {
				return Optional.of("The path of the unix socket is longer than " + MAX_SOCKET_PATH + " characters: " + base.getPath());
			}
			return Optional.empty();
		case "http", "https", "tcp":
			if (base.getHost() == null) {
				return Optional.of("The URL names no host: " + base);
			}
			if (base.getUserInfo() != null) {
				return Optional.of("A URL must not hold a user or password; give them as credentials");
			}
			if (base.getRawQuery() != null || base.getRawFragment() != null) {
				return Optional.of("The URL must end after its path: " + base);
			}
			return Optional.empty();
		default:
			return Optional.of("A URL begins with unix://, tcp://, http:// or https://, not with " + (scheme.isEmpty() ? base : scheme + ":"));
		}
	}

	/** The unix socket, or empty when it is a network address. */
	public Optional<Path> socket() {
		return "unix".equalsIgnoreCase(base.getScheme()) ? Optional.of(UnixDomainSocketAddress.of(base.getPath()).getPath()) : Optional.empty();
	}

	public EndpointSettings withConnect(Duration limit) {
		return new EndpointSettings(base, limit, deadline, idle, maxConnections, maxBody, tls, credentials, refusal);
	}

	public EndpointSettings withDeadline(Duration limit) {
		return new EndpointSettings(base, connect, limit, idle, maxConnections, maxBody, tls, credentials, refusal);
	}

	public EndpointSettings withIdle(Duration limit) {
		return new EndpointSettings(base, connect, deadline, limit, maxConnections, maxBody, tls, credentials, refusal);
	}

	public EndpointSettings withMaxConnections(int limit) {
		return new EndpointSettings(base, connect, deadline, idle, limit, maxBody, tls, credentials, refusal);
	}

	public EndpointSettings withMaxBody(int limit) {
		return new EndpointSettings(base, connect, deadline, idle, maxConnections, limit, tls, credentials, refusal);
	}

	public EndpointSettings withTls(TlsSettings trust) {
		return new EndpointSettings(base, connect, deadline, idle, maxConnections, maxBody, trust, credentials, refusal);
	}

	public EndpointSettings withCredentials(Supplier<Optional<HttpCredentials>> source) {
		return new EndpointSettings(base, connect, deadline, idle, maxConnections, maxBody, tls, source, refusal);
	}

	public EndpointSettings withRefusal(Function<HttpAnswer, String> finder) {
		return new EndpointSettings(base, connect, deadline, idle, maxConnections, maxBody, tls, credentials, finder);
	}

	private static String plainText(HttpAnswer answer) {
		return answer.mediaType().equals("text/plain") ? answer.text().lines().findFirst().orElse("") : "";
	}
}
