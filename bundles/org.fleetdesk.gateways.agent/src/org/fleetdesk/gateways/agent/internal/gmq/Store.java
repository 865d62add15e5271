package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/** Writes to all queues on one thread of its own, which is never interrupted; what has come while the disk was busy is synced at once. */
final class Store implements AutoCloseable {

	private static final int AT_ONCE = 2000;

	private record Append(SegmentQueue queue, List<Entry> entries, CompletableFuture<Void> done) {
	}

	private final LinkedBlockingQueue<Append> waiting = new LinkedBlockingQueue<>(AT_ONCE);
	private final Append end = new Append(null, List.of(), new CompletableFuture<>());
	private final Thread thread = Thread.ofPlatform().name("gmq-store").start(this::run);

	/**
	 * Stores entries; they are on disk when this returns.
	 *
	 * @throws IOException when they are not
	 */
	void append(SegmentQueue queue, List<Entry> entries) throws IOException, InterruptedException {
		var append = new Append(queue, entries, new CompletableFuture<>());
		waiting.put(append);
		try {
			append.done.get();
		} catch (ExecutionException e) {
			throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
		}
	}

	private void run() {
		var batch = new ArrayList<Append>();
		while (!batch.contains(end)) {
			batch.clear();
			try {
				batch.add(waiting.take());
			} catch (InterruptedException e) {
				continue; // by nobody: it ends by its last request
			}
			waiting.drainTo(batch, AT_ONCE);
			store(batch);
		}
	}

	private static void store(List<Append> batch) {
		var written = new LinkedHashMap<SegmentQueue, List<Append>>();
		for (Append append : batch) {
			if (append.queue == null) {
				continue;
			}
			try {
				append.queue.append(append.entries);
				written.computeIfAbsent(append.queue, q -> new ArrayList<>()).add(append);
			} catch (IOException | RuntimeException e) {
				append.done.completeExceptionally(e);
			}
		}
		written.forEach((queue, appends) -> {
			try {
				queue.force();
				appends.forEach(a -> a.done.complete(null));
			} catch (IOException | RuntimeException e) {
				appends.forEach(a -> a.done.completeExceptionally(e));
			}
		});
		batch.forEach(a -> a.done.complete(null)); // the last request of all
	}

	/** Stores what has been handed over, and ends. */
	@Override
	public void close() {
		boolean interrupted = false;
		while (true) {
			try {
				waiting.put(end);
				thread.join();
				break;
			} catch (InterruptedException e) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}
}
