package org.fleetdesk.product.tests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Passes loopback connections on, but lets only so many bytes of requests through until it is opened. */
final class SlowProxy implements AutoCloseable {

	private static final int BLOCK = 8192;

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	private final URI target;
	private final Semaphore blocks;
	private final AtomicLong passed = new AtomicLong();
	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	SlowProxy(URI target, long bytes) throws IOException {
		this.target = target;
		blocks = new Semaphore((int) (bytes / BLOCK));
		Thread.ofVirtual().start(this::accept);
	}

	String tcp() {
		return "tcp://127.0.0.1:" + server.getLocalPort();
	}

	/** Bytes of requests that went through so far. */
	long passed() {
		return passed.get();
	}

	/** Lets everything through from now on. */
	void open() {
		blocks.release(1 << 24);
	}

	private void accept() {
		while (!server.isClosed()) {
			try {
				var client = server.accept();
				var engine = new Socket(target.getHost(), target.getPort());
				sockets.add(client);
				sockets.add(engine);
				Thread.ofVirtual().start(() -> copy(client, engine, true));
				Thread.ofVirtual().start(() -> copy(engine, client, false));
			} catch (IOException e) {
				// the server is closed or a peer is gone; the next accept tells
			}
		}
	}

	private void copy(Socket from, Socket to, boolean request) {
		byte[] block = new byte[BLOCK];
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int n = in.read(block); n >= 0; n = in.read(block)) {
				if (request) {
					blocks.acquire();
					passed.addAndGet(n);
				}
				out.write(block, 0, n);
			}
		} catch (IOException | InterruptedException e) {
			// a peer is gone: both ends are closed
		}
	}

	@Override
	public void close() throws IOException {
		server.close();
		for (var socket : sockets) {
			socket.close();
		}
	}
}
