package org.fleetdesk.engine.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.fleetdesk.engine.Serving;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A unix socket that only its owner may use. It is made in a folder that nobody else can enter and moved to its place when its mode is right, so that there
 * is no moment in which others can connect, and it is there only while the engine answers.
 */
final class PrivateSocket implements AutoCloseable {

	private static final String NAME = "s";
	private static final Logger LOG = LoggerFactory.getLogger(PrivateSocket.class);

	private final Path path;
	private final Path folder;
	private final UnixDomainServerConnector connector;

	private PrivateSocket(Path path, Path folder, UnixDomainServerConnector connector) {
		this.path = path;
		this.folder = folder;
		this.connector = connector;
	}

	/**
	 * Adds a socket to a server that is to be started.
	 *
	 * @param path in a folder that the caller owns: what is left there by a process that was killed is replaced
	 */
	static PrivateSocket open(Server server, Path path, HttpConnectionFactory http) throws IOException {
		if (path.toString().getBytes(StandardCharsets.UTF_8).length > Serving.MAX_SOCKET_PATH) {
			throw new IOException("the path of the socket " + path + " is longer than " + Serving.MAX_SOCKET_PATH + " bytes");
		}
		Path folder = path.resolveSibling(".s");
		discard(folder);
		Files.createDirectory(folder, isPosix(path) ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")) }
				: new FileAttribute<?>[0]);
		var connector = new UnixDomainServerConnector(server, 1, 1, new NamelessHost(http), http);
		connector.setUnixDomainPath(folder.resolve(NAME));
		connector.setIdleTimeout(EngineServer.IDLE_MILLIS);
		server.addConnector(connector);
		return new PrivateSocket(path, folder, connector);
	}

	/** Puts it in its place, after the server was started. */
	void publish() throws IOException {
		Path made = connector.getUnixDomainPath();
		if (isPosix(made)) {
			Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
		}
		Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		discard(folder);
	}

	/** Takes back what was made for a server that did not start. */
	void discard() {
		try {
			discard(folder);
		} catch (IOException e) {
			LOG.warn("Cannot remove {}: {}", folder, e.toString());
		}
	}

	private static void discard(Path folder) throws IOException {
		Files.deleteIfExists(folder.resolve(NAME));
		Files.deleteIfExists(folder);
	}

	private static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	/** Takes no more connections; those that exist go with the server. */
	@Override
	public void close() {
		connector.setAccepting(false);
		try {
			Files.deleteIfExists(path);
		} catch (IOException e) {
			LOG.warn("Cannot remove {}: {}", path, e.toString());
		}
	}
}
