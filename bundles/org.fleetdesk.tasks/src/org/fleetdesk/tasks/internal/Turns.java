package org.fleetdesk.tasks.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Bounds how many targets are worked on at a time, in the order in which they come. */
final class Turns {

	/**
	 * @param connection at most so many on one connection
	 * @param whole      at most so many on all of them
	 */
	record Bounds(int connection, int whole) {
		static final Bounds USUAL = new Bounds(4, 64);
	}

	private final Bounds bounds;
	private final Semaphore whole;
	private final Map<String, Semaphore> connections = new ConcurrentHashMap<>();

	Turns(Bounds bounds) {
		this.bounds = bounds;
		whole = new Semaphore(bounds.whole(), true);
	}

	/** A turn that is not taken yet. */
	Turn on(String connection) {
		return new Turn(connections.computeIfAbsent(connection, c -> new Semaphore(bounds.connection(), true)));
	}

	/** One target's; used by one thread. It can be given back and taken again. */
	final class Turn implements AutoCloseable {

		private final Semaphore connection;
		private boolean taken;

		private Turn(Semaphore connection) {
			this.connection = connection;
		}

		/** Waits for the connection first: who waits for a busy connection must not keep a place of the whole meanwhile. */
		void take() throws InterruptedException {
			connection.acquire();
			try {
				whole.acquire();
				taken = true;
			} finally {
				if (!taken) {
					connection.release();
				}
			}
		}

		boolean taken() {
			return taken;
		}

		/** Gives it back, if it is taken. */
		@Override
		public void close() {
			if (taken) {
				taken = false;
				whole.release();
				connection.release();
			}
		}
	}
}
