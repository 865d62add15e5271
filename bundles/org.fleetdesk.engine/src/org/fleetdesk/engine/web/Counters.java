package org.fleetdesk.engine.web;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a server has done since it started. Safe to read at any time. */
public final class Counters {

	private final LongAdder requests = new LongAdder();
	private final LongAdder clientErrors = new LongAdder();
	private final LongAdder serverErrors = new LongAdder();
	private final AtomicInteger active = new AtomicInteger();

	void begin() {
		active.incrementAndGet();
	}

	void end(int status) {
		active.decrementAndGet();
		requests.increment();
		if (status >= 500) {
			serverErrors.increment();
		} else if (status >= 400) {
			clientErrors.increment();
		}
	}

	/** A request that counts as finished goes on as a stream. */
	void resume() {
		active.incrementAndGet();
	}

	void suspend() {
		active.decrementAndGet();
	}

	/** Finished requests. */
	public long requests() {
		return requests.sum();
	}

	/** Finished requests that were answered with 400 to 499. */
	public long clientErrors() {
		return clientErrors.sum();
	}

	/** Finished requests that were answered with 500 or more. */
	public long serverErrors() {
		return serverErrors.sum();
	}

	/** Requests being served now, streams included. */
	public int active() {
		return active.get();
	}
}
