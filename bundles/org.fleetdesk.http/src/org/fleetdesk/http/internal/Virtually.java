package org.fleetdesk.http.internal;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;

import org.fleetdesk.http.HttpAudit;

/** Does blocking work on a virtual thread, because only there an interrupt reaches a socket. */
final class Virtually {

	interface Work<T> {
		T run() throws IOException;
	}

	private Virtually() {
	}

	/** With what the audit is told of this thread. */
	private static <T> Callable<T> within(Work<T> work) {
		if (!HttpAudit.PURPOSE.isBound()) {
			return work::run;
		}
		var told = ScopedValue.where(HttpAudit.PURPOSE, HttpAudit.PURPOSE.get()).where(HttpAudit.SCRUB, HttpAudit.SCRUB.orElse(UnaryOperator.identity()));
		return () -> told.call(work::run);
	}

	/** Works on this thread when it is a virtual one, else on another while this one waits; an interrupt of either ends the work. */
	static <T> T run(Work<T> work) throws IOException {
		if (Thread.currentThread().isVirtual()) {
			return work.run();
		}
		var task = new FutureTask<>(within(work));
		var thread = Thread.ofVirtual().name("fleetdesk-http").start(task);
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return task.get();
				} catch (InterruptedException e) {
					interrupted = true;
					thread.interrupt();
				} catch (ExecutionException e) {
					switch (e.getCause()) {
					case IOException failure -> throw failure;
					case RuntimeException failure -> throw failure;
					default -> throw new IllegalStateException(e.getCause());
					}
				}
			}
		} finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}
}
