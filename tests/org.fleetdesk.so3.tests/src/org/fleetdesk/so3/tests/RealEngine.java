package org.fleetdesk.so3.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

/**
 * A real Docker engine of this machine, apart from all others, with the image {@link #IMAGE}. Everything of it ends with {@link #close}, or with this JVM
 * however that ends: see {@code releng/tests/real-engines}.
 */
public final class RealEngine implements AutoCloseable {

	/** An image with a shell; its commands are busybox's. Containers of it have no network. */
	public static final String IMAGE = "local/busybox:test";
	private static final int CANNOT_RUN_HERE = 3;
	private static final long END_SECONDS = 60;

	private final Process process;
	private final Path socket;
	private final ServerSocketChannel port;

	private RealEngine(Process process, Path socket, ServerSocketChannel port) {
		this.process = process;
		this.socket = socket;
		this.port = port;
	}

	/**
	 * Starts Debian's {@code dockerd}; it serves when this returns.
	 *
	 * @param folder for its data and its log {@code engine.log}; its path is short, as that of a socket must be (at most 90 characters)
	 * <p>
	 * The test is aborted, not failed, where this machine cannot run it: not as root, not installed, no namespaces or control groups.
	 *
	 * @throws IOException when it does not start
	 */
	public static RealEngine dockerd(Path folder) throws IOException, InterruptedException {
		return start("dockerd", folder);
	}

	/** As {@link #dockerd}, with podman's Docker API. */
	public static RealEngine podman(Path folder) throws IOException, InterruptedException {
		return start("podman", folder);
	}

	private static RealEngine start(String kind, Path folder) throws IOException, InterruptedException {
		Files.createDirectories(folder);
		var process = new ProcessBuilder("../../releng/tests/real-engines", kind, folder.toString()).redirectErrorStream(true).start();
		var said = new ArrayDeque<String>();
		String ready = "ready: ";
		var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			if (line.startsWith(ready)) {
				var port = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
				var engine = new RealEngine(process, Path.of(line.substring(ready.length())), port);
				Thread.ofVirtual().name(kind + "-port").start(engine::accept);
				return engine;
			}
			said.add(line);
		}
		String why = String.join(" ", said);
		if (process.waitFor() == CANNOT_RUN_HERE) {
			Assumptions.abort(why);
		}
		throw new IOException(why);
	}

	/** {@code unix:///...} */
	public URI socket() {
		return URI.create("unix://" + socket);
	}

	/** {@code tcp://127.0.0.1:...}: the same engine on a loopback port. */
	public URI tcp() throws IOException {
		return URI.create("tcp://127.0.0.1:" + ((InetSocketAddress) port.getLocalAddress()).getPort());
	}

	private void accept() {
		try (port) {
			while (true) {
				var client = port.accept();
				Thread.ofVirtual().start(() -> serve(client));
			}
		} catch (IOException e) {
			// closed
		}
	}

	private void serve(SocketChannel client) {
		try (client; var engine = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			engine.connect(UnixDomainSocketAddress.of(socket));
			var answers = Thread.ofVirtual().start(() -> pass(engine, client));
			pass(client, engine);
			answers.join();
		} catch (IOException | InterruptedException e) {
			// the engine is gone: the client's connection ends
		}
	}

	/** Passes on one direction and its end, which attached clients need; a direction that breaks takes the other one with it. */
	private static void pass(SocketChannel from, SocketChannel to) {
		var buffer = ByteBuffer.allocate(1 << 16);
		try {
			while (from.read(buffer.clear()) >= 0) {
				buffer.flip();
				while (buffer.hasRemaining()) {
					to.write(buffer);
				}
			}
			to.shutdownOutput();
		} catch (IOException e) {
			close(from);
			close(to);
		}
	}

	private static void close(SocketChannel channel) {
		try {
			channel.close();
		} catch (IOException e) {
			// it is given up anyway
		}
	}

	/** Removes its containers and ends it, and whatever of it still runs. */
	@Override
	public void close() throws IOException {
		port.close();
		process.getOutputStream().close(); // it ends when nobody holds this any more
		process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly()).join();
	}
}
