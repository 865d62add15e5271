package org.fleetdesk.gateways.engine.internal.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a device cloud and its PostgreSQL, and breaks the connection that commits. */
final class BreakingProxy implements AutoCloseable {

	/** How a connection ends. */
	enum Break {
		/** Before the server hears of the commit. */
		BEFORE,
		/** When it is done, and before the client hears of that. */
		AFTER,
		/** The same, and nobody gets in any more. */
		AFTER_AND_DOWN
	}

	private final int server;
	private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	private volatile Break next;
	private volatile boolean down;
	private final AtomicInteger refused = new AtomicInteger();
	private final AtomicInteger toRefuse = new AtomicInteger();

	private BreakingProxy(int server) throws IOException {
		this.server = server;
		Thread.ofVirtual().start(this::accept);
	}

	/** Before the PostgreSQL at an address. */
	static BreakingProxy before(DatabaseAddress.Postgres address) throws IOException {
		return new BreakingProxy(URI.create(address.url().substring("jdbc:".length())).getPort());
	}

	/** The same database by this way, on which the word COMMIT is seen. */
	DatabaseAddress to(DatabaseAddress.Postgres address) {
		return new DatabaseAddress.Postgres(address.url().replace(":" + server + "/", ":" + socket.getLocalPort() + "/") + "?prepareThreshold=0", address.user(), address.password());
	}

	/** Whether a commit was broken, as was wished. */
	boolean hasBroken() {
		return next == null;
	}

	void breakNextCommit(Break how) {
		next = how;
	}

	void up() {
		down = false;
	}

	/** Up, but for the next attempt to connect, which is refused as often as the one before. */
	void upAfterOneMoreAttempt() {
		toRefuse.set(refused.get());
		down = false;
	}

	private void accept() {
		try {
			while (true) {
				var client = socket.accept();
				if (down || toRefuse.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
					refused.incrementAndGet();
					client.close();
				} else {
					var to = new Socket(InetAddress.getLoopbackAddress(), server);
					var broken = new Break[1];
					Thread.ofVirtual().start(() -> pump(client, to, true, broken));
					Thread.ofVirtual().start(() -> pump(to, client, false, broken));
				}
			}
		} catch (IOException e) {
			// closed
		}
	}

	private void pump(Socket from, Socket to, boolean toServer, Break[] broken) {
		try (from; to) {
			var buffer = new byte[1 << 16];
			for (int count = from.getInputStream().read(buffer); count >= 0; count = from.getInputStream().read(buffer)) {
				var how = next;
				if (toServer && how != null && new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains("COMMIT")) {
					next = null;
					down = how == Break.AFTER_AND_DOWN;
					broken[0] = how;
					if (how == Break.BEFORE) {
						return;
					}
				}
				if (!toServer && broken[0] != null) {
					return; // the server has answered the commit
				}
				to.getOutputStream().write(buffer, 0, count);
			}
		} catch (IOException e) {
			// one side is gone, and the other goes with it
		}
	}

	@Override
	public void close() throws IOException {
		socket.close();
	}
}
