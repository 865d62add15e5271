package org.fleetdesk.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an engine serves, and to whom.
 *
 * @param listen   its address; empty: none, as for a prompt without the web server
 * @param socket   a unix socket (0600), which needs neither token nor TLS: who may use it, the file system says; empty: none
 * @param security who may use the address
 */
public record Serving(Optional<ListenAddress> listen, Optional<Path> socket, Security security) {

	/** The longest path that a unix socket can have on every system, in bytes. */
	public static final int MAX_SOCKET_PATH = 103;

	private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

	/** Where an engine has its socket. */
	public static Path socket(Path data, String engine) {
		return data.resolve(engine + ".sock");
	}

	/** The socket, or none, with a word in the log, when its path is too long: the engine can do without. */
	public static Optional<Path> usable(Path socket) {
		if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_SOCKET_PATH) {
			LOG.warn("The engine has no socket, because the path {} is longer than {} bytes", socket, MAX_SOCKET_PATH);
			return Optional.empty();
		}
		return Optional.of(socket);
	}

	/** At an address only. */
	public static Serving at(ListenAddress listen, Security security) {
		return new Serving(Optional.of(listen), Optional.empty(), security);
	}
}
