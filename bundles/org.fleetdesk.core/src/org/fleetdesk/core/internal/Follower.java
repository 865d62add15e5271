package org.fleetdesk.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
	private final InstantSource clock;
	private final Sink sink;
	private final Semaphore wake = new Semaphore(0);
	private final Thread loop;
	private volatile boolean closed;

	// used by the loop only
	private Thread call;
	private Thread watch;
	private Session watched;
	private Instant watchAgain = Instant.MIN;
	private int failures;
	private Instant failing;

	/** The session that has no events; set by the thread that watches. */
	private volatile Session unwatchable;
	/** Streams in a row that ended soon. */
	private volatile int shortWatches;

	Follower(String connection, Sessions sessions, Pace pace, InstantSource clock, Sink sink) {
		this.connection = connection;
		this.sessions = sessions;
		this.pace = pace;
		this.clock = clock;
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

	private void follow() {
		try {
			while (!closed) {
				Duration pause = ask();
				if (wake.tryAcquire(pace.jittered(pause, ThreadLocalRandom.current()).toNanos(), TimeUnit.NANOSECONDS)) {
					Thread.sleep(pace.coalesce());
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
			Session session = sessions.session(connection);
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
		if (failures++ == 0) {
			failing = clock.instant();
		}
		interrupt(watch); // its socket is no better
		sink.failed(error);
		return pace.pauseAfter(failures, Duration.between(failing, clock.instant()));
	}

	private Snapshot refresh(Session session) throws EngineException, InterruptedException {
		if (call != null && call.isAlive()) {
			throw timedOut(); // the last call does not even end when interrupted; a further one would only add to the heap
		}
		var task = new FutureTask<>(session::refresh);
		call = Thread.ofVirtual().name("refresh " + connection).start(task);
		try {
			return task.get(pace.deadline().toNanos(), TimeUnit.NANOSECONDS);
		} catch (TimeoutException e) {
			call.interrupt();
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
		if (session == unwatchable || clock.instant().isBefore(watchAgain)) {
			return;
		}
		watched = session;
		watchAgain = clock.instant().plus(pace.pauseAfter(shortWatches + 1, Duration.ZERO));
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
