package org.fleetdesk.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server of which a test decides every byte; each connection is handed to the test's script on a thread of its own. */
final class RawServer implements AutoCloseable {

	interface Script {
		void serve(Peer peer) throws IOException;
	}

	private final ServerSocketChannel channel;
	private final List<SocketChannel> peers = new CopyOnWriteArrayList<>();
	final BlockingQueue<Peer> accepted = new LinkedBlockingQueue<>();
	/** A peer whose client has closed the connection. */
	final BlockingQueue<Peer> gone = new LinkedBlockingQueue<>();

	RawServer(SocketAddress address, Script script) throws IOException {
		channel = address instanceof UnixDomainSocketAddress ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
		channel.bind(address);
		Thread.ofPlatform().daemon().start(() -> accept(script));
	}

	static RawServer tcp(Script script) throws IOException {
		return new RawServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), script);
	}

	static RawServer unix(Path socket, Script script) throws IOException {
		return new RawServer(UnixDomainSocketAddress.of(socket), script);
	}

	URI url() {
		try {
			return switch (channel.getLocalAddress()) {
			case UnixDomainSocketAddress unix -> URI.create("unix://" + unix.getPath());
			case InetSocketAddress tcp -> URI.create("tcp://127.0.0.1:" + tcp.getPort());
			default -> throw new IllegalStateException();
			};
		} catch (IOException e) {
			throw new IllegalStateException(e);
		}
	}

	private void accept(Script script) {
		try {
			while (true) {
				var socket = channel.accept();
				peers.add(socket);
				Thread.ofPlatform().daemon().start(() -> {
					var peer = new Peer(socket);
					accepted.add(peer);
					try {
						script.serve(peer);
					} catch (IOException e) {
						gone.add(peer);
					}
				});
			}
		} catch (IOException e) {
			// closed
		}
	}

	Peer awaitAccepted() throws InterruptedException {
		var peer = accepted.poll(30, TimeUnit.SECONDS);
		if (peer == null) {
			throw new AssertionError("nobody connected");
		}
		return peer;
	}

	void awaitGone() throws InterruptedException {
		if (gone.poll(30, TimeUnit.SECONDS) == null) {
			throw new AssertionError("the client has not closed its connection");
		}
	}

	@Override
	public void close() throws IOException {
		channel.close();
		for (var peer : peers) {
			peer.close();
		}
	}

	static final class Peer {

		final SocketChannel socket;
		private final InputStream in;

		Peer(SocketChannel socket) {
			this.socket = socket;
			in = Channels.newInputStream(socket);
		}

		/** Reads up to and with the empty line. */
		String header() throws IOException {
			var text = new ByteArrayOutputStream();
			while (!text.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
				int b = in.read();
				if (b < 0) {
					throw new IOException("closed by the client");
				}
				text.write(b);
			}
			return text.toString(StandardCharsets.ISO_8859_1);
		}

		byte[] body(int length) throws IOException {
			return in.readNBytes(length);
		}

		void write(String text) throws IOException {
			var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
			while (bytes.hasRemaining()) {
				socket.write(bytes);
			}
		}

		void answer(int status, String type, String body) throws IOException {
			write("HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s".formatted(status, type, body.getBytes(StandardCharsets.UTF_8).length, body));
		}

		/** Blocks until the client closes, then throws. */
		void awaitClose() throws IOException {
			while (in.read() >= 0) {
				// whatever it still sends
			}
			throw new IOException("closed by the client");
		}

		void close() throws IOException {
			socket.close();
		}
	}
}
