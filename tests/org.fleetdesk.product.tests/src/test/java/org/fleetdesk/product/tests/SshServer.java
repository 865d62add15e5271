package org.fleetdesk.product.tests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** OpenSSH's own server on a loopback port, one process a connection; nobody can sign in. */
final class SshServer implements AutoCloseable {

	static final Path PROGRAM = Path.of("/usr/sbin/sshd");

	private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
	private final List<Process> processes = new CopyOnWriteArrayList<>();
	private final Path config;

	/** @param key its private key */
	SshServer(Path folder, Path key) throws IOException {
		config = Files.writeString(folder.resolve("sshd.conf"), "HostKey %s\nAuthorizedKeysFile none\nUsePAM no\nPasswordAuthentication no\nStrictModes no\nPidFile none\n".formatted(key));
		if (System.getProperty("user.name").equals("root")) {
			Files.createDirectories(Path.of("/run/sshd")); // it lives in it when it knows nothing of the user yet
		}
		Thread.ofVirtual().name("ssh server").start(this::accept);
	}

	int port() {
		return socket.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				var client = socket.accept();
				var sshd = new ProcessBuilder(PROGRAM.toString(), "-i", "-f", config.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
				processes.add(sshd);
				Thread.ofVirtual().start(() -> pass(client, client::getInputStream, sshd::getOutputStream));
				Thread.ofVirtual().start(() -> pass(client, sshd::getInputStream, client::getOutputStream));
			}
		} catch (IOException e) {
			// closed
		}
	}

	private interface Opening<T> {
		T open() throws IOException;
	}

	private static void pass(Socket client, Opening<InputStream> from, Opening<OutputStream> into) {
		try (client; var in = from.open(); var to = into.open()) {
			byte[] block = new byte[8192];
			for (int count = in.read(block); count >= 0; count = in.read(block)) {
				to.write(block, 0, count);
				to.flush();
			}
		} catch (IOException e) {
			// one end is closed, and with it the other
		}
	}

	@Override
	public void close() throws IOException {
		socket.close();
		processes.forEach(Process::destroyForcibly);
	}
}
