package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fills the queue of a server that never accepts. */
final class Filler implements AutoCloseable {

	private final List<SocketChannel> sockets = new ArrayList<>();
	private final int port;
	private final long mine;

	Filler(ServerSocket server) throws IOException {
		port = server.getLocalPort();
		for (int i = 0; i < 8; i++) {
			var socket = SocketChannel.open();
			socket.configureBlocking(false);
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			sockets.add(socket);
		}
		mine = pending(port);
	}

	/** Until the kernel has one more connection to the port in the state SYN_SENT than ours. */
	void awaitConnecting() throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (pending(port) <= mine) {
			assertThat(System.nanoTime()).as("nobody connects").isLessThan(end);
			Thread.onSpinWait();
		}
	}

	private static long pending(int port) throws IOException {
		String remote = "0100007F:%04X 02".formatted(port);
		long count = 0;
		for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
			count += Files.readAllLines(Path.of(table)).stream().filter(l -> l.contains(remote)).count();
		}
		return count;
	}

	@Override
	public void close() throws IOException {
		for (var socket : sockets) {
			socket.close();
		}
	}
}
