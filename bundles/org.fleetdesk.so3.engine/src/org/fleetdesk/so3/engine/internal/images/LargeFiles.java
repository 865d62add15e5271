package org.fleetdesk.so3.engine.internal.images;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Reads files that take long one after the other in the background, so that nobody who asks for other images waits. Guarded by the store. */
final class LargeFiles implements AutoCloseable {

	/** Reads a file's content. */
	interface Reader {
		Known read() throws IOException;
	}

	private record Job(Known.Stamp stamp, FutureTask<Known> task, CompletableFuture<Void> done) {
	}

	private final Runnable onDone;
	private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("image-reader").daemon().factory());
	private final Map<String, Job> jobs = new HashMap<>();

	/** @param onDone told when a file has been read; must return at once */
	LargeFiles(Runnable onDone) {
		this.onDone = onDone;
	}

	/**
	 * What has been read of a file. Begins to read it when that has not been done for this state of it; a file that changes meanwhile is read again after that.
	 *
	 * @return empty while it is being read
	 * @throws IOException as the reader, once for each reading
	 */
	Optional<Known> read(String name, Known.Stamp stamp, Reader reader) throws IOException {
		Job job = jobs.get(name);
		if (job != null && !job.task().isDone()) {
			return Optional.empty();
		}
		jobs.remove(name);
		if (job == null || !job.stamp().equals(stamp)) {
			start(name, stamp, reader);
			return Optional.empty();
		}
		try {
			return Optional.of(job.task().get());
		} catch (ExecutionException e) {
			throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause().getMessage(), e.getCause());
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new IOException("interrupted", e);
		}
	}

	private void start(String name, Known.Stamp stamp, Reader reader) {
		var task = new FutureTask<>(reader::read);
		var job = new Job(stamp, task, new CompletableFuture<>());
		jobs.put(name, job);
		thread.execute(() -> {
			task.run();
			job.done().complete(null);
			onDone.run();
		});
	}

	/** Forgets files that are not there any more. */
	void retain(Collection<String> names) {
		jobs.entrySet().removeIf(e -> {
			boolean gone = !names.contains(e.getKey());
			if (gone) {
				e.getValue().task().cancel(true);
			}
			return gone;
		});
	}

	/** The files that are being read, and the ends of that. */
	Map<String, Future<Void>> reading() {
		var reading = new HashMap<String, Future<Void>>();
		jobs.forEach((name, job) -> reading.put(name, job.done()));
		return reading;
	}

	@Override
	public void close() {
		thread.shutdownNow();
		jobs.values().forEach(j -> j.done().complete(null));
	}
}
