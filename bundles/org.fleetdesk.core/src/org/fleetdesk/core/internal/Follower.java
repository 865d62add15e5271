package org.fleetdesk.core.internal;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.core.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps asking one engine, on at most three virtual threads of its own: the loop, one call, and one event stream.
 * It knows nothing of the other engines.
 */
final class Follower implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

	/** How many deadlines an answer that comes bit by bit may take as a whole. */
	private static final int PATIENCE = 10;

	/** Where the results go; called on this follower's threads only. */
	interface Sink {

		/** A refresh begins; what this returns comes back with its result. */
		long asking();

		/** @param took from question to answer */
		void refreshed(Snapshot snapshot, Optional<ServerCertificate> certificate, long asked, Duration took);

		void failed(EngineException error);
	}

	private final String connection;
	private final Sessions sessions;
	private final Pace pace;
	private final Sink sink;
	private final Duration delay;
	private final Semaphore wake = new Semaphore(0);
	private final Thread loop;
	private volatile boolean closed;
	/** What is under way, and the connections that are kept, are not to be trusted. */
	private volatile boolean doubted;
	private volatile Thread call;

	// used by the loop only
	private Thread watch;
	private Session watched;
	/** By the clock that nobody sets; watched at once at first. */
	private long watchAgain = System.nanoTime();
	private int failures;

	/** The session that has no events; set by the thread that watches. */
	private volatile Session unwatchable;
	/** Streams in a row that ended soon. */
	private volatile int shortWatches;

	/** @param delay before the first refresh, unless it is woken */
	Follower(String connection, Sessions sessions, Pace pace, Duration delay, Sink sink) {
		this.connection = connection;
		this.delay = delay;
		this.sessions = sessions;
		this.pace = pace;
		this.sink = sink;
		loop = Thread.ofVirtual().name("follow " + connection).unstarted(this::follow);
	}

	void start() {
		loop.start();
	}

	/** Asks the engine soon. */
	void wake() {
		wake.release();
	}

	/**
	 * Asks the engine at once and on a new connection, as if it had never failed: this machine slept or has another network. What is
	 * under way is given up.
	 */
	void anew() {
		doubted = true;
		interrupt(call);
		wake();
	}

	private void follow() {
		try {
			wake.tryAcquire(delay.toNanos(), TimeUnit.NANOSECONDS);
			while (!closed) {
				long began = System.nanoTime();
				Duration pause = ask();
				var took = failures > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - began);
				if (wake.tryAcquire(pace.jittered(pause, ThreadLocalRandom.current()).toNanos(), TimeUnit.NANOSECONDS)) {
					Thread.sleep(pace.gather(took));
					wake.drainPermits();
				}
			}
		} catch (InterruptedException e) {
			// closed
		} finally {
			interrupt(call);
			interrupt(watch);
		}
	}

	/** @return the pause until the next time */
	private Duration ask() throws InterruptedException {
		try {
			boolean anew = doubted;
			doubted = false;
			Session session = sessions.session(connection);
			if (anew) {
				failures = 0;
				shortWatches = 0;
				watchAgain = System.nanoTime();
				interrupt(watch);
				session.renew();
			}
			long asked = sink.asking();
			long began = System.nanoTime();
			Snapshot snapshot = refresh(session);
			failures = 0;
			sink.refreshed(snapshot, session.certificate(), asked, Duration.ofNanos(System.nanoTime() - began));
			watch(session);
			return pace.interval();
		} catch (RuntimeException | LinkageError e) { // a class that is missing must not end the following in silence
			LOG.error("Following {} failed", connection, e);
			return failed(new EngineException(EngineException.Kind.PROTOCOL, "Something unexpected happened; Fleetdesk's log has the details", e));
		} catch (EngineException e) {
			return failed(e);
		}
	}

	private Duration failed(EngineException error) {
		if (doubted) {
			return Duration.ZERO; // it says nothing about the engine as it is now
		}
		failures++;
		interrupt(watch); // its socket is no better
		renew(); // and others that are kept may be as dead
		sink.failed(error);
		return pace.pauseAfter(failures, error.kind());
	}

	private void renew() {
		try {
			sessions.session(connection).renew();
		} catch (EngineException e) {
			// there is none, so it keeps nothing
		}
	}

	private Snapshot refresh(Session session) throws EngineException, InterruptedException {
		if (call != null && call.isAlive()) {
			throw timedOut(); // the last call does not even end when interrupted; a further one would only add to the heap
		}
		var task = new FutureTask<>(session::refresh);
		var thread = Thread.ofVirtual().name("refresh " + connection).start(task);
		call = thread;
		if (doubted) {
			thread.interrupt();
		}
		try {
			return await(task, session);
		} catch (TimeoutException e) {
			thread.interrupt();
			throw timedOut();
		} catch (ExecutionException e) {
			switch (e.getCause()) {
			case EngineException engine -> throw engine;
			case InterruptedException _ -> throw new EngineException(EngineException.Kind.UNREACHABLE, "The call was broken off");
			case Throwable other -> {
				LOG.error("The refresh of {} failed", connection, other);
				throw new EngineException(EngineException.Kind.PROTOCOL, "Its answer could not be understood; Fleetdesk's log has the details", other);
			}
			}
		}
	}

	/**
	 * @throws TimeoutException when nothing came from the engine for as long as the deadline is
	 * @throws EngineException  when something comes all the time and yet no answer is complete
	 */
	private Snapshot await(FutureTask<Snapshot> task, Session session) throws TimeoutException, ExecutionException, InterruptedException, EngineException {
		long deadline = pace.deadline().toNanos();
		long began = System.nanoTime();
		long silent = began;
		while (true) {
			try {
				return task.get(Math.min(silent + deadline, began + PATIENCE * deadline) - System.nanoTime(), TimeUnit.NANOSECONDS);
			} catch (TimeoutException e) {
				if (System.nanoTime() - began >= PATIENCE * deadline) {
					call.interrupt();
					throw new EngineException(EngineException.Kind.TIMED_OUT, "Its answer was not complete within " + seconds(pace.deadline().multipliedBy(PATIENCE)));
				}
				long heard = session.heard().orElse(silent);
				if (heard - silent <= 0) {
					throw e;
				}
				silent = heard; // the answer is long
			}
		}
	}

	private EngineException timedOut() {
		return new EngineException(EngineException.Kind.TIMED_OUT, "No answer within " + seconds(pace.deadline()));
	}

	static String seconds(Duration duration) {
		return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() / 100 / 10.0 + " s";
	}

	private void watch(Session session) {
		if (watch != null && watch.isAlive()) {
			if (watched == session) {
				return;
			}
			watch.interrupt();
		}
		if (session == unwatchable || watchAgain - System.nanoTime() > 0) {
			return;
		}
		watched = session;
		watchAgain = System.nanoTime() + pace.pauseAfter(shortWatches + 1, EngineException.Kind.UNREACHABLE).toNanos();
		watch = Thread.ofVirtual().name("watch " + connection).start(() -> watchEvents(session));
	}

	private void watchEvents(Session session) {
		long began = System.nanoTime();
		try {
			session.watch(this::wake);
		} catch (EngineException e) {
			if (e.kind() == EngineException.Kind.UNSUPPORTED) {
				unwatchable = session;
				return;
			}
		} catch (InterruptedException e) {
			return;
		} catch (RuntimeException | LinkageError e) {
			LOG.error("The event stream of {} failed", connection, e);
		}
		shortWatches = System.nanoTime() - began < pace.soon().toNanos() ? Math.min(shortWatches + 1, 10) : 0;
		wake(); // the engine may be gone
	}

	private static void interrupt(Thread thread) {
		if (thread != null) {
			thread.interrupt();
		}
	}

	@Override
	public void close() {
		closed = true;
		loop.interrupt();
	}
}
