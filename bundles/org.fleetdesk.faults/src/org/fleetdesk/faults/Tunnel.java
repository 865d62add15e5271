package org.fleetdesk.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;

/** One client's connection and the one to the server that belongs to it. */
final class Tunnel {

	private final FaultProxy proxy;
	private final Socket client;
	private final Socket server = new Socket();
	private final ReentrantLock lock = new ReentrantLock();
	private final Link up;
	private final Link down;

	Tunnel(FaultProxy proxy, Socket client) {
		this.proxy = proxy;
		this.client = client;
		up = new Link(proxy, this, Direction.UPSTREAM, client, server);
		down = new Link(proxy, this, Direction.DOWNSTREAM, server, client);
	}

	ReentrantLock lock() {
		return lock;
	}

	void open(InetSocketAddress target) {
		try {
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			server.connect(target); // the last: a peer may be gone right after
		} catch (IOException e) {
			close();
			return;
		}
		up.start();
		down.start();
	}

	/** Toxics came or went, or the proxy fell silent or spoke again. */
	void changed() {
		up.changed();
		down.changed();
	}

	/** Closes both ends with a reset. */
	void reset() {
		for (var socket : new Socket[] { client, server }) {
			try {
				socket.setSoLinger(true, 0);
			} catch (IOException e) {
				// closed already
			}
		}
		close();
	}

	void close() {
		closeQuietly(client);
		closeQuietly(server);
		changed();
		proxy.ended(this);
	}

	boolean closed() {
		return client.isClosed() || server.isClosed();
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		} catch (IOException e) {
			// nothing is left to be done
		}
	}
}
