package org.fleetdesk.engine.web;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that clients go while their requests are worked on. Jetty reads nothing from a connection whose request is complete, so that it learns of it only
 * when it writes. One thread watches the connections of a server with a selector of its own, and takes no byte from them. A connection on which the
 * client says something more (its next request, or the end of TLS) is not watched any further.
 */
final class ClientWatch implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(ClientWatch.class);

	/** A request that is worked on. */
	final class Watched implements AutoCloseable {

		private final SocketChannel channel;
		private final Thread worker;
		private boolean closed;

		private Watched(SocketChannel channel, Thread worker) {
			this.channel = channel;
			this.worker = worker;
		}

		private synchronized void gone() {
			if (!closed) {
				closed = true;
				worker.interrupt();
			}
		}

		private synchronized boolean isClosed() {
			return closed;
		}

		/** After this the worker is not interrupted any more. */
		@Override
		public void close() {
			synchronized (this) {
				closed = true;
			}
			var key = channel.keyFor(selector);
			if (key != null) {
				key.cancel();
				selector.wakeup(); // a channel is closed only when no selector has it any more
			}
		}
	}

	private final Selector selector;
	private final Queue<Watched> coming = new ConcurrentLinkedQueue<>();

	ClientWatch(String name) throws IOException {
		selector = Selector.open();
		Thread.ofPlatform().daemon().name(name + "-clients").start(this::run);
	}

	/** Interrupts a thread when the client of a connection has gone. */
	Watched watch(SocketChannel channel, Thread worker) {
		var watched = new Watched(channel, worker);
		coming.add(watched);
		selector.wakeup();
		return watched;
	}

	private void run() {
		try {
			while (selector.isOpen()) {
				selector.select();
				for (var next = coming.poll(); next != null && selector.isOpen(); next = coming.poll()) {
					register(next);
				}
				for (SelectionKey key : selector.selectedKeys()) {
					key.cancel();
					if (isAtEnd((SocketChannel) key.channel())) {
						((Watched) key.attachment()).gone();
					}
				}
				selector.selectedKeys().clear();
			}
		} catch (IOException | RuntimeException e) {
			if (selector.isOpen()) {
				LOG.error("Clients that go are not noticed any more", e);
			}
		}
	}

	private void register(Watched watched) throws IOException {
		if (watched.isClosed()) {
			return;
		}
		try {
			watched.channel.register(selector, SelectionKey.OP_READ, watched);
		} catch (CancelledKeyException e) {
			selector.selectNow(); // forgets the key of the connection's last request
			coming.add(watched);
		} catch (ClosedChannelException e) {
			watched.gone();
		}
	}

	/** Whether a channel that can be read has nothing to read. */
	private static boolean isAtEnd(SocketChannel channel) {
		try {
			return channel.socket().getInputStream().available() == 0;
		} catch (IOException e) {
			return true; // reset
		}
	}

	@Override
	public void close() {
		try {
			selector.close();
		} catch (IOException e) {
			LOG.debug("The selector did not close: {}", e.toString());
		}
	}
}
