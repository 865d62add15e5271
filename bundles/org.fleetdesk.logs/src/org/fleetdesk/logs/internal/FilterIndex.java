package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;

import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.LogQuery;
import org.fleetdesk.logs.MatchTimeoutException;
import org.fleetdesk.logs.Subscription;

/** Finds matching rows in the background. */
public final class FilterIndex {

	private static final int ROWS = 4096;

	private final LogLines base;
	private final LogQuery query;
	private final Duration settle;
	private final LongList rows = new LongList();
	private final Listeners listeners = new Listeners();
	private final Wakeup wakeup = new Wakeup();
	private final Subscription subscription;
	private final Thread thread;
	private volatile long scanned;
	private volatile String problem = "";

	public FilterIndex(LogLines base, LogQuery query, Duration settle) {
		this.base = base;
		this.query = query;
		this.settle = settle;
		scanned = base.first();
		subscription = base.onChange(wakeup::signal);
		// A thread of its own: work for the processor would hold up virtual threads, which wait for networks.
		thread = Thread.ofPlatform().daemon().name("log filter").start(this::run);
	}

	private void run() {
		var block = new LineBlock(256 << 10);
		try {
			while (true) {
				scan(block);
				listeners.fire();
				wakeup.await(settle);
			}
		} catch (InterruptedException | CancellationException _) {
			// closed
		} catch (IOException | MatchTimeoutException e) {
			problem = e.getMessage();
			listeners.fire();
		}
	}

	private void scan(LineBlock block) throws IOException, InterruptedException {
		long told = System.nanoTime();
		long row = Math.max(scanned, base.first());
		while (row < base.end()) {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			base.read(row, ROWS, block);
			for (int i = 0; i < block.count(); i++) {
				if (query.accepts(block, i)) {
					rows.add(row + i);
				}
			}
			row += block.count();
			scanned = row;
			if (System.nanoTime() - told > 50_000_000L) {
				told = System.nanoTime();
				listeners.fire();
			}
		}
	}

	public int size() {
		return rows.size();
	}

	public long scanned() {
		return scanned;
	}

	public String problem() {
		return problem;
	}

	public long baseRow(long row) {
		return rows.get((int) row);
	}

	public int rowOf(long baseRow) {
		return rows.lowerBound(baseRow);
	}

	public Subscription onChange(Runnable listener) {
		return listeners.add(listener);
	}

	public void close() {
		subscription.close();
		thread.interrupt();
	}
}
