package org.fleetdesk.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on a port of the loopback address, through which connections suffer as they do in the field. Toxics can be added and
 * removed at any time and act on open connections, too. Safe for use by several threads.
 */
public final class FaultProxy implements AutoCloseable {

	private static final int BACKLOG = 200;
	private static final long REBIND_NANOS = 5_000_000_000L;
	/** A loopback connection that is not there after so long will not be: the queue is full. */
	private static final int FULL_MILLIS = 100;

	private final InetSocketAddress target;
	private final Random random;
	private final int port;
	private final AtomicLong ids = new AtomicLong();
	private final AtomicLong accepted = new AtomicLong();
	private final Map<Direction, AtomicLong> bytes = new EnumMap<>(Map.of(Direction.UPSTREAM, new AtomicLong(), Direction.DOWNSTREAM, new AtomicLong()));
	private final List<Fault> faults = new CopyOnWriteArrayList<>();
	private final Set<Tunnel> tunnels = ConcurrentHashMap.newKeySet();
	/** What fills the queue of the listener of a black hole. */
	private final List<Socket> filling = new ArrayList<>();
	private ServerSocket listener;
	private Thread serving;
	private volatile boolean silent;
	private volatile boolean closed;

	/** @param target whose host and port connections go to; it need not answer yet */
	public FaultProxy(URI target) throws IOException {
		this(new InetSocketAddress(target.getHost(), target.getPort()), 1);
	}

	/** @param seed of everything that this proxy leaves to chance */
	public FaultProxy(InetSocketAddress target, long seed) throws IOException {
		this.target = target;
		random = new Random(seed);
		listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
		port = listener.getLocalPort();
		serving = serve(listener);
	}

	/** Where clients connect to; stays the same for the proxy's life. */
	public int port() {
		return port;
	}

	/** The proxy's address as {@code tcp://127.0.0.1:port}. */
	public URI url() {
		return URI.create("tcp://127.0.0.1:" + port);
	}

	/** Adds a toxic for all connections, open and to come, behind those that are there. */
	public Fault add(Direction direction, Toxic toxic) {
		return add(direction, toxic, 1);
	}

	/** @param toxicity the part of the connections that it hits, from 0 to 1; each connection is hit or spared for its life */
	public Fault add(Direction direction, Toxic toxic, double toxicity) {
		if (!(toxicity >= 0 && toxicity <= 1)) {
			throw new IllegalArgumentException("A toxicity is from 0 to 1, not " + toxicity);
		}
		var fault = new Fault(ids.incrementAndGet(), direction, toxic, toxicity);
		faults.add(fault);
		tunnels.forEach(Tunnel::changed);
		return fault;
	}

	/** Takes a toxic away; what it holds back goes on at once. Does nothing when it is not in force. */
	public void remove(Fault fault) {
		faults.remove(fault);
		tunnels.forEach(Tunnel::changed);
	}

	/** Closes all connections and refuses new ones. */
	public synchronized void down() throws IOException {
		stopListening();
		silent = false;
		tunnels.forEach(Tunnel::close);
	}

	/**
	 * As a host that lost its power or its network: nobody answers to new connections (the SYN is dropped), and nothing passes on
	 * those that are open, not even their end. {@link #heal} lets both go on, as TCP does.
	 */
	public synchronized void blackHole() throws IOException {
		stopListening();
		silent = true;
		tunnels.forEach(Tunnel::changed);
		// the system answers no SYN when a listener's queue is full, and a queue of 1 takes two that nobody accepts
		listener = bound(1);
		for (int i = 0; i < 2; i++) {
			var socket = new Socket();
			filling.add(socket);
			try {
				socket.connect(listener.getLocalSocketAddress(), FULL_MILLIS);
			} catch (SocketTimeoutException e) {
				return; // a client was faster
			}
		}
	}

	/** Ends everything that is wrong: no toxic, no black hole, not down. */
	public synchronized void heal() throws IOException {
		faults.clear();
		if (silent || listener.isClosed()) {
			stopListening();
			silent = false;
			listener = bound(BACKLOG);
			serving = serve(listener);
		}
		tunnels.forEach(Tunnel::changed);
	}

	/** The connections that are open now. */
	public int connections() {
		return tunnels.size();
	}

	/** The connections that were ever accepted. */
	public long accepted() {
		return accepted.get();
	}

	/** The bytes that were passed on in one direction, of all connections together. */
	public long bytes(Direction direction) {
		return bytes.get(direction).get();
	}

	private void stopListening() throws IOException {
		listener.close();
		try {
			serving.join(); // only then the system refuses connections
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		for (var socket : filling) {
			socket.close();
		}
		filling.clear();
	}

	private ServerSocket bound(int backlog) throws IOException {
		if (closed) {
			throw new IOException("The proxy is closed");
		}
		long until = System.nanoTime() + REBIND_NANOS;
		while (true) {
			var socket = new ServerSocket();
			try {
				socket.setReuseAddress(true);
				socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
				return socket;
			} catch (BindException e) { // somebody's client has just this port for a moment
				socket.close();
				if (System.nanoTime() > until) {
					throw e;
				}
				Thread.onSpinWait();
			}
		}
	}

	private Thread serve(ServerSocket socket) {
		return Thread.ofVirtual().name("fault proxy " + port).start(() -> {
			while (!socket.isClosed()) {
				try {
					var client = socket.accept();
					accepted.incrementAndGet();
					Thread.ofVirtual().start(() -> connect(client));
				} catch (IOException e) {
					// closed; or one that was gone before it was accepted
				}
			}
		});
	}

	private void connect(Socket client) {
		var tunnel = new Tunnel(this, client);
		tunnels.add(tunnel);
		if (closed) {
			tunnel.close();
		} else {
			tunnel.open(target);
		}
	}

	// for the tunnels

	List<Fault> faults() {
		return faults;
	}

	boolean silent() {
		return silent;
	}

	void passed(Direction direction, int count) {
		bytes.get(direction).addAndGet(count);
	}

	void ended(Tunnel tunnel) {
		tunnels.remove(tunnel);
	}

	/** A seeded chance, from 0 to 1. */
	double chance() {
		synchronized (random) {
			return random.nextDouble();
		}
	}

	@Override
	public synchronized void close() {
		closed = true;
		try {
			stopListening();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
		tunnels.forEach(Tunnel::close);
	}
}
