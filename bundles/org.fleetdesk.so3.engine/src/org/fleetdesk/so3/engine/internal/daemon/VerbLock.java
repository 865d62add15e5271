package org.fleetdesk.so3.engine.internal.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.fleetdesk.so3.engine.internal.daemon.DaemonException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the verbs of one container run one at a time, in the order in which they came. */
final class VerbLock {

	private static final Logger LOG = LoggerFactory.getLogger(VerbLock.class);

	/** Something to do while nothing else happens to the container. */
	interface Verb {
		void run() throws DaemonException, InterruptedException;
	}

	private final Journal journal;
	private final ExecutorService background;
	private final ReentrantLock lock = new ReentrantLock(true);

	VerbLock(Journal journal, ExecutorService background) {
		this.journal = journal;
		this.background = background;
	}

	/** @throws DaemonException not found when the container has been removed meanwhile */
	void alone(Verb verb) throws DaemonException, InterruptedException {
		lock.lockInterruptibly();
		try {
			if (journal.gone()) {
				throw new DaemonException(Kind.NOT_FOUND, "No such container: " + journal.data().name());
			}
			verb.run();
		} finally {
			lock.unlock();
		}
	}

	/** As {@link #alone}, soon; a failure is logged. */
	void inBackground(Verb verb) {
		later(Duration.ZERO, verb);
	}

	/**
	 * As {@link #inBackground}, after some time; never when the engine begins to stop before that.
	 *
	 * @return to be cancelled with interruption before it has the lock
	 */
	Future<?> later(Duration time, Verb verb) {
		try {
			return background.submit(() -> {
				try {
					if (time.isZero() || !stopsWithin(time)) {
						alone(verb);
					}
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
				} catch (DaemonException e) {
					if (e.kind() != Kind.NOT_FOUND) {
						LOG.error("The state of container {} cannot be kept: {}", journal.data().name(), e.getMessage(), e);
					}
				}
			});
		} catch (RejectedExecutionException e) {
			LOG.debug("The engine stops; the next one will find out about container {}", journal.data().name());
			return CompletableFuture.completedFuture(null);
		}
	}

	private boolean stopsWithin(Duration time) throws InterruptedException {
		try {
			journal.stopping().get(time.toMillis(), TimeUnit.MILLISECONDS);
			return true;
		} catch (TimeoutException e) {
			return false;
		} catch (ExecutionException e) {
			throw new IllegalStateException(e); // it completes with a value only
		}
	}

	/** As {@link #alone}, to its end even when the caller is interrupted. */
	void toTheEnd(Verb verb) throws DaemonException, InterruptedException {
		var result = new CompletableFuture<DaemonException>();
		try {
			background.execute(() -> {
				try {
					alone(verb);
					result.complete(null);
				} catch (DaemonException e) {
					result.complete(e);
				} catch (InterruptedException | RuntimeException e) {
					result.complete(new DaemonException(Kind.FAILED, "The engine could not finish it: " + e.getMessage(), e));
				}
			});
		} catch (RejectedExecutionException e) {
			throw new DaemonException(Kind.FAILED, "The engine stops", e);
		}
		DaemonException failure;
		try {
			failure = result.get();
		} catch (ExecutionException e) {
			throw new IllegalStateException(e); // it completes with a value only
		}
		if (failure != null) {
			throw failure;
		}
	}
}
