package org.fleetdesk.http;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call on a virtual thread of its own. */
final class Caller<T> {

	interface Call<T> {
		T call() throws Exception;
	}

	private final FutureTask<T> task;
	private final Thread thread;
	private volatile boolean interruptedAfter;

	Caller(Call<T> call) {
		task = new FutureTask<>(() -> {
			try {
				return call.call();
			} finally {
				interruptedAfter = Thread.currentThread().isInterrupted();
			}
		});
		thread = Thread.ofVirtual().start(task);
	}

	void interrupt() {
		thread.interrupt();
	}

	/** Whether the thread's interrupt status was set when the call ended. */
	boolean interruptedAfter() {
		return interruptedAfter;
	}

	T result() throws Exception {
		try {
			return task.get(30, TimeUnit.SECONDS);
		} catch (ExecutionException e) {
			if (e.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw new AssertionError(e.getCause());
		} catch (TimeoutException e) {
			throw new AssertionError("the call does not end; it is at " + java.util.Arrays.toString(thread.getStackTrace()));
		}
	}

	Exception failure() throws Exception {
		try {
			T result = result();
			throw new AssertionError("no failure but " + result);
		} catch (Exception e) {
			return e;
		}
	}
}
