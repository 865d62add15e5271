package org.fleetdesk.faults;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a connection: a thread that reads, and one that takes what was read through the toxics in force and writes it.
 * Both ends are closed when the stream has ended, as Toxiproxy does: a half-closed connection is not kept.
 */
final class Link {

	private static final int BLOCK = 16 << 10;
	/** What is read ahead, in bytes, so that latency does not cost throughput. */
	private static final int AHEAD = 1 << 20;
	private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();

	/** @param data empty: the stream has ended */
	private record Chunk(byte[] data, long read) {
	}

	/** A fault on this connection. */
	private static final class Hit {
		final boolean hits;
		final long since = System.nanoTime();
		long passed;
		boolean dropped;

		Hit(boolean hits) {
			this.hits = hits;
		}
	}

	private final FaultProxy proxy;
	private final Tunnel tunnel;
	private final Direction direction;
	private final Socket from;
	private final Socket to;

	/** The lock is the tunnel's: what ends one direction ends the other. */
	private final ReentrantLock lock;
	private final Condition changed;
	private final ArrayDeque<Chunk> ahead = new ArrayDeque<>();
	private int bytesAhead;
	/** Of the writing thread. */
	private final Map<Fault, Hit> hits = new HashMap<>();

	Link(FaultProxy proxy, Tunnel tunnel, Direction direction, Socket from, Socket to) {
		this.proxy = proxy;
		this.tunnel = tunnel;
		this.direction = direction;
		this.from = from;
		this.to = to;
		lock = tunnel.lock();
		changed = lock.newCondition();
	}

	void start() {
		String name = "fault proxy " + proxy.port() + " " + direction;
		Thread.ofVirtual().name(name + " in").start(this::read);
		Thread.ofVirtual().name(name + " out").start(this::write);
	}

	void changed() {
		lock.lock();
		try {
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}

	private void read() {
		byte[] block = new byte[BLOCK];
		try {
			while (true) {
				awaitRoom();
				int count = from.getInputStream().read(block);
				put(new Chunk(Arrays.copyOf(block, Math.max(0, count)), System.nanoTime()));
				if (count < 0) {
					return;
				}
			}
		} catch (IOException e) {
			// no orderly end: a peer reset the connection, or the tunnel is closed
			put(new Chunk(null, 0));
		} catch (InterruptedException e) {
			tunnel.close();
		}
	}

	private void awaitRoom() throws InterruptedException {
		lock.lock();
		try {
			while (!tunnel.closed() && (proxy.silent() || bytesAhead >= AHEAD)) {
				changed.await();
			}
		} finally {
			lock.unlock();
		}
	}

	private void put(Chunk chunk) {
		lock.lock();
		try {
			ahead.add(chunk);
			bytesAhead += chunk.data() == null ? 0 : chunk.data().length;
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}

	private void write() {
		try {
			while (!tunnel.closed()) {
				var chunk = next();
				if (chunk == null) {
					continue;
				}
				if (chunk.data() == null) {
					awaitSpeech();
					tunnel.reset();
				} else if (chunk.data().length == 0) {
					end();
				} else {
					pass(chunk, faults());
				}
			}
		} catch (IOException e) {
			tunnel.close();
		} catch (InterruptedException e) {
			tunnel.close();
		}
	}

	/** @return null when the connection may be at its end */
	private Chunk next() throws InterruptedException {
		lock.lock();
		try {
			while (!tunnel.closed() && (ahead.isEmpty() || held())) {
				await(expire());
			}
			var chunk = ahead.poll();
			if (chunk != null && chunk.data() != null) {
				bytesAhead -= chunk.data().length;
				changed.signalAll();
			}
			return chunk;
		} finally {
			lock.unlock();
		}
	}

	/** Whether a reset is to come: then nothing passes. */
	private boolean held() {
		return faults().stream().anyMatch(f -> f.toxic() instanceof Toxic.ResetPeer);
	}

	/** The end of the stream, which slow closing holds back. */
	private void end() throws InterruptedException {
		for (Fault fault : faults()) {
			if (fault.toxic() instanceof Toxic.SlowClose slow) {
				hold(fault, System.nanoTime() + slow.delay().toNanos());
			}
		}
		awaitSpeech();
		tunnel.close();
	}

	/** The toxics that act on this connection now, in order. */
	private List<Fault> faults() {
		return proxy.faults().stream().filter(f -> f.direction() == direction).filter(f -> hit(f).hits).toList();
	}

	private Hit hit(Fault fault) {
		return hits.computeIfAbsent(fault, f -> new Hit(proxy.chance() < f.toxicity()));
	}

	/** Takes a chunk through the toxics that are left. */
	private void pass(Chunk chunk, List<Fault> left) throws IOException, InterruptedException {
		if (tunnel.closed()) {
			return;
		}
		if (left.isEmpty()) {
			awaitSpeech();
			to.getOutputStream().write(chunk.data());
			proxy.passed(direction, chunk.data().length);
			return;
		}
		var fault = left.getFirst();
		var rest = left.subList(1, left.size());
		switch (fault.toxic()) {
		case Toxic.Latency latency -> {
			double jitter = (2 * proxy.chance() - 1) * latency.jitter().toNanos();
			long due = chunk.read() + Math.max(0, latency.latency().toNanos() + (long) jitter);
			hold(fault, due);
			pass(new Chunk(chunk.data(), due), rest);
		}
		case Toxic.Bandwidth bandwidth -> {
			int step = (int) Math.clamp(bandwidth.rate() * 1000 * STEP_NANOS / 1_000_000_000L, 1, BLOCK);
			for (int at = 0; at < chunk.data().length; at += step) {
				var piece = piece(chunk, at, step);
				hold(fault, System.nanoTime() + piece.data().length * 1_000_000L / bandwidth.rate());
				pass(piece, rest);
			}
		}
		case Toxic.Slicer slicer -> {
			for (int at = 0; at < chunk.data().length;) {
				if (at > 0) {
					hold(fault, System.nanoTime() + slicer.delay().toNanos());
				}
				int size = slicer.averageSize() + (int) Math.round((2 * proxy.chance() - 1) * slicer.sizeVariation());
				pass(piece(chunk, at, size), rest);
				at += size;
			}
		}
		case Toxic.LimitData limit -> {
			var hit = hit(fault);
			var piece = piece(chunk, 0, (int) Math.min(chunk.data().length, limit.bytes() - hit.passed));
			hit.passed += piece.data().length;
			if (piece.data().length > 0) {
				pass(piece, rest);
			}
		}
		case Toxic.Timeout _ -> hit(fault).dropped = true;
		case Toxic.ResetPeer _, Toxic.SlowClose _ -> pass(chunk, rest); // the first acts in next(), the other at the end
		}
		expire();
	}

	private static Chunk piece(Chunk chunk, int at, int size) {
		return new Chunk(Arrays.copyOfRange(chunk.data(), at, Math.min(chunk.data().length, at + size)), chunk.read());
	}

	/** Waits until a time of {@link System#nanoTime}, but no longer than a fault is in force. */
	private void hold(Fault fault, long until) throws InterruptedException {
		lock.lock();
		try {
			while (!tunnel.closed() && until - System.nanoTime() > 0 && proxy.faults().contains(fault)) {
				await(Math.min(expire(), until));
			}
		} finally {
			lock.unlock();
		}
	}

	private void awaitSpeech() throws InterruptedException {
		lock.lock();
		try {
			while (!tunnel.closed() && proxy.silent()) {
				changed.await();
			}
		} finally {
			lock.unlock();
		}
	}

	private void await(long until) throws InterruptedException {
		long nanos = until - System.nanoTime();
		if (!tunnel.closed() && nanos > 0) {
			changed.awaitNanos(Math.min(nanos, TimeUnit.DAYS.toNanos(1)));
		}
	}

	/** Ends the connection when a toxic says so. @return when to look again, a time of {@link System#nanoTime} */
	private long expire() {
		long now = System.nanoTime();
		long next = now + TimeUnit.DAYS.toNanos(1);
		var inForce = faults();
		for (Fault fault : inForce) {
			var hit = hit(fault);
			switch (fault.toxic()) {
			case Toxic.ResetPeer reset when now - hit.since >= reset.timeout().toNanos() -> tunnel.reset();
			case Toxic.ResetPeer reset -> next = Math.min(next, hit.since + reset.timeout().toNanos());
			case Toxic.Timeout timeout when timeout.timeout().isZero() -> {
				// held for as long as it is in force
			}
			case Toxic.Timeout timeout when now - hit.since >= timeout.timeout().toNanos() -> tunnel.close();
			case Toxic.Timeout timeout -> next = Math.min(next, hit.since + timeout.timeout().toNanos());
			case Toxic.LimitData limit when hit.passed >= limit.bytes() -> tunnel.close();
			default -> {
				// acts on chunks only
			}
			}
		}
		if (hits.entrySet().stream().anyMatch(h -> h.getValue().dropped && !inForce.contains(h.getKey()))) {
			tunnel.close();
		}
		return next;
	}
}
