package org.fleetdesk.engine.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import org.eclipse.jetty.io.SelectorManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A further address at which an {@link EngineServer} listens. A connector of Jetty's own for each would cost a selector thread; here the server's connector
 * takes over what was accepted.
 */
public final class FurtherAddress implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(FurtherAddress.class);
	/** Accepting fails for a while when there are too many open files. */
	private static final Duration PAUSE = Duration.ofMillis(200);
	private static final Duration CLOSING = Duration.ofSeconds(5);

	private final ServerSocketChannel channel;
	private final SelectorManager selectors;
	private final InetSocketAddress address;
	private final Thread accepting;

	private FurtherAddress(ServerSocketChannel channel, SelectorManager selectors, InetSocketAddress address) {
		this.channel = channel;
		this.selectors = selectors;
		this.address = address;
		this.accepting = Thread.ofVirtual().name("listen-" + address.getHostString()).unstarted(this::accept);
	}

	static FurtherAddress open(InetSocketAddress address, SelectorManager selectors) throws IOException {
		if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
			throw new IOException(address.getHostString() + " is no loopback address");
		}
		var channel = ServerSocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			channel.bind(address);
			var further = new FurtherAddress(channel, selectors, (InetSocketAddress) channel.getLocalAddress());
			further.accepting.start();
			return further;
		} catch (IOException | RuntimeException e) {
			channel.close();
			throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
		}
	}

	/** With the real port. */
	public InetSocketAddress address() {
		return address;
	}

	private void accept() {
		while (channel.isOpen()) {
			try {
				var connection = channel.accept();
				try {
					handOver(connection);
				} catch (IOException | RuntimeException e) { // the server is stopping, or the client has gone
					connection.close();
				}
			} catch (ClosedChannelException e) {
				return;
			} catch (IOException e) {
				LOG.warn("Cannot accept connections at {}: {}", address, e.getMessage());
				if (!paused()) {
					return;
				}
			}
		}
	}

	private void handOver(SocketChannel connection) throws IOException {
		connection.configureBlocking(false);
		connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
		selectors.accept(connection);
	}

	private static boolean paused() {
		try {
			Thread.sleep(PAUSE);
			return true;
		} catch (InterruptedException e) {
			return false;
		}
	}

	/** New connections are refused once this returns; answers in progress are finished. */
	@Override
	public void close() {
		try {
			channel.close();
			accepting.interrupt(); // out of its pause
			accepting.join(CLOSING); // the system's socket listens until the thread that waits at it has left it
		} catch (IOException e) {
			LOG.debug("Closing {}: {}", address, e.getMessage());
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
