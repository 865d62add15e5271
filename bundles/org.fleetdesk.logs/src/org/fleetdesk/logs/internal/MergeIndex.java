package org.fleetdesk.logs.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LogLines;
import org.fleetdesk.logs.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose each row of a merged view is: a byte a row, and for each 4096th row where each part stood. The order once chosen stays.
 */
public final class MergeIndex {

	private static final Logger LOG = LoggerFactory.getLogger(MergeIndex.class);
	private static final int BITS = 12;
	private static final int CHUNK = 1 << BITS;
	private static final int AHEAD = 1024;

	/** A run of rows: their parts, and the parts' next lines before the first of them. */
	private record Chunk(byte[] sources, long[] positions) {
	}

	private final List<LogLines> parts;
	private final Duration settle;
	private final Listeners listeners = new Listeners();
	private final Wakeup wakeup = new Wakeup();
	private final List<Subscription> subscriptions;
	private final Thread thread;
	private volatile Chunk[] chunks = new Chunk[16];
	private volatile long size;
	private final long[] next;
	private final long[] latest;
	private final LineBlock[] heads;

	public MergeIndex(List<LogLines> parts, Duration settle) {
		this.parts = parts;
		this.settle = settle;
		next = parts.stream().mapToLong(LogLines::first).toArray();
		latest = new long[next.length];
		Arrays.fill(latest, Long.MIN_VALUE);
		heads = new LineBlock[next.length];
		Arrays.setAll(heads, _ -> new LineBlock());
		subscriptions = parts.stream().map(p -> p.onChange(wakeup::signal)).toList();
		// A thread of its own: work for the processor would hold up virtual threads, which wait for networks.
		thread = Thread.ofPlatform().daemon().name("log merge").start(this::run);
	}

	private void run() {
		try {
			while (true) {
				merge();
				listeners.fire();
				wakeup.await(settle);
			}
		} catch (InterruptedException _) {
			// closed
		} catch (IOException e) {
			LOG.debug("A merged log ended", e);
		}
	}

	private void merge() throws IOException, InterruptedException {
		var ends = parts.stream().mapToLong(LogLines::end).toArray();
		long told = System.nanoTime();
		for (int source = earliest(ends); source >= 0; source = earliest(ends)) {
			add(source);
			latest[source] = time(source);
			next[source]++;
			if ((size & CHUNK - 1) == 0) {
				if (Thread.interrupted()) {
					throw new InterruptedException();
				}
				if (System.nanoTime() - told > 50_000_000L) {
					told = System.nanoTime();
					listeners.fire();
				}
			}
		}
	}

	private int earliest(long[] ends) throws IOException {
		int found = -1;
		long time = 0;
		for (int i = 0; i < ends.length; i++) {
			if (next[i] < ends[i]) {
				var head = heads[i];
				if (next[i] < head.from() || next[i] >= head.from() + head.count()) {
					parts.get(i).readIndex(next[i], (int) Math.min(AHEAD, ends[i] - next[i]), head);
				}
				long t = time(i);
				if (found < 0 || t < time) {
					found = i;
					time = t;
				}
			}
		}
		return found;
	}

	/** A clock that went back must not hold up the lines after it. */
	private long time(int source) {
		return Math.max(latest[source], heads[source].time((int) (next[source] - heads[source].from())));
	}

	private void add(int source) {
		int chunk = (int) (size >>> BITS);
		if (chunk == chunks.length) {
			chunks = Arrays.copyOf(chunks, chunk * 2);
		}
		if ((size & CHUNK - 1) == 0) {
			chunks[chunk] = new Chunk(new byte[CHUNK], next.clone());
		}
		chunks[chunk].sources[(int) (size & CHUNK - 1)] = (byte) source;
		size++;
	}

	public long size() {
		return size;
	}

	/** The part that a row is of. */
	public int source(long row) {
		return chunks[(int) (row >>> BITS)].sources[(int) (row & CHUNK - 1)];
	}

	/** The next line of each part before a row. */
	public long[] positions(long row) {
		var chunk = chunks[(int) (row >>> BITS)];
		var positions = chunk.positions.clone();
		for (int i = 0; i < (row & CHUNK - 1); i++) {
			positions[chunk.sources[i]]++;
		}
		return positions;
	}

	public Subscription onChange(Runnable listener) {
		return listeners.add(listener);
	}

	public void close() {
		subscriptions.forEach(Subscription::close);
		thread.interrupt();
	}
}
