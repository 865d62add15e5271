package org.fleetdesk.so3.engine.internal.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Unix sockets at paths of any length, and a stream over one in which no single wait is longer than a deadline. */
final class UnixSocket {

	/** Of a unix socket's path, with the closing zero byte; 104 on macOS. */
	private static final int MAX_PATH = 103;

	private UnixSocket() {
	}

	static SocketChannel connect(Path socket) throws IOException {
		return near(socket, s -> opened(SocketChannel.open(StandardProtocolFamily.UNIX), c -> c.connect(UnixDomainSocketAddress.of(s))));
	}

	/** The file must not exist; whoever listens removes it. */
	static ServerSocketChannel listen(Path socket) throws IOException {
		return near(socket, s -> opened(ServerSocketChannel.open(StandardProtocolFamily.UNIX), c -> c.bind(UnixDomainSocketAddress.of(s))));
	}

	private interface Opening<C> {
		C at(Path socket) throws IOException;
	}

	private interface Step<C> {
		void take(C channel) throws IOException;
	}

	/** A path that is too long for a socket is reached through a link in a private folder. */
	private static <C> C near(Path socket, Opening<C> opening) throws IOException {
		if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH) {
			return opening.at(socket);
		}
		Path folder = Files.createTempDirectory("fd");
		Path link = folder.resolve("g");
		try {
			Files.createSymbolicLink(link, socket.toAbsolutePath().getParent());
			return opening.at(link.resolve(socket.getFileName()));
		} finally {
			Files.deleteIfExists(link);
			Files.delete(folder);
		}
	}

	private static <C extends Closeable> C opened(C channel, Step<C> step) throws IOException {
		try {
			step.take(channel);
			return channel;
		} catch (IOException | RuntimeException e) {
			channel.close();
			throw e;
		}
	}

	/** Reads and writes; waits at most a deadline for the other end each time, and can be interrupted. */
	static final class Stream implements Closeable {

		private final SocketChannel channel;
		private final Waiting waiting;

		Stream(SocketChannel channel, Duration patience) throws IOException {
			this.channel = channel;
			waiting = new Waiting(channel, SelectionKey.OP_READ | SelectionKey.OP_WRITE, patience);
		}

		/** The first that connects. */
		static Stream accept(ServerSocketChannel server, Duration patience) throws IOException, InterruptedException {
			try (var coming = new Waiting(server, SelectionKey.OP_ACCEPT, patience)) {
				while (true) {
					var channel = server.accept();
					if (channel != null) {
						return new Stream(channel, patience);
					}
					coming.await(SelectionKey.OP_ACCEPT);
				}
			}
		}

		/** As {@link SocketChannel#read(ByteBuffer)}, but returns 0 only for a full buffer. */
		int read(ByteBuffer into) throws IOException, InterruptedException {
			while (true) {
				int count = channel.read(into);
				if (count != 0 || !into.hasRemaining()) {
					return count;
				}
				waiting.await(SelectionKey.OP_READ);
			}
		}

		/** Writes all of it. */
		void write(ByteBuffer from) throws IOException, InterruptedException {
			while (from.hasRemaining()) {
				if (channel.write(from) == 0) {
					waiting.await(SelectionKey.OP_WRITE);
				}
			}
		}

		@Override
		public void close() throws IOException {
			try (channel; waiting) {
				// both
			}
		}
	}

	private static final class Waiting implements Closeable {

		private final Selector selector;
		private final SelectionKey key;
		private final Duration patience;

		Waiting(SelectableChannel channel, int all, Duration patience) throws IOException {
			channel.configureBlocking(false);
			selector = channel.provider().openSelector();
			key = channel.register(selector, all);
			this.patience = patience;
		}

		void await(int what) throws IOException, InterruptedException {
			key.interestOps(what);
			selector.selectedKeys().clear();
			if (selector.select(patience.toMillis()) == 0 && !Thread.currentThread().isInterrupted()) {
				throw new SocketTimeoutException("nothing happened for " + patience.toSeconds() + " s");
			}
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
		}

		@Override
		public void close() throws IOException {
			selector.close();
		}
	}
}
