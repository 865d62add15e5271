package org.fleetdesk.serverless.internal;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;

/** Reads of several services at the same time: each has its own deadline, and one that is dead delays nobody else's. Closing it ends what is not done. */
final class Together implements AutoCloseable {

	private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

	interface Read<T> {
		T read() throws EngineException, InterruptedException;
	}

	/** What came of a read: waits for it. */
	interface Result<T> {
		T get() throws EngineException, InterruptedException;
	}

	<T> Result<T> read(Read<T> read) {
		Future<T> future = threads.submit((Callable<T>) read::read);
		return () -> {
			try {
				return future.get();
			} catch (ExecutionException e) {
				switch (e.getCause()) {
				case EngineException failure -> throw failure;
				case InterruptedException interrupted -> throw new EngineException(Kind.UNREACHABLE, "The connection was closed", interrupted);
				case RuntimeException failure -> throw failure;
				default -> throw new IllegalStateException(e.getCause());
				}
			}
		};
	}

	@Override
	public void close() {
		threads.shutdownNow();
	}
}
