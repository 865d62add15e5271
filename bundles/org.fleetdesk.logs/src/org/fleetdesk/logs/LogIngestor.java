package org.fleetdesk.logs;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.logs.internal.IngestSink;
import org.fleetdesk.logs.internal.Listeners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one stream from one source, on a virtual thread of its own, whether somebody looks or not. A broken connection is made again with
 * growing waits; nothing is doubled, and where lines may be missing a mark says so.
 */
public final class LogIngestor implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(LogIngestor.class);
	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
	private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

	private final LogSource source;
	private final ResourceId id;
	private final LogStream stream;
	private final Backoff backoff;
	private final Clock clock;
	private final Listeners listeners = new Listeners();
	private volatile IngestState state;
	private Thread thread;
	private boolean closed;

	/** Begins at once. */
	public LogIngestor(LogSource source, ResourceId id, LogStream stream) {
		this(source, id, stream, Backoff.DEFAULT, Clock.systemDefaultZone());
	}

	/** Begins at once. @param clock for times of arrival, of states and in marks */
	public LogIngestor(LogSource source, ResourceId id, LogStream stream, Backoff backoff, Clock clock) {
		this.source = source;
		this.id = id;
		this.stream = stream;
		this.backoff = backoff;
		this.clock = clock;
		state = new IngestState.Connecting(clock.instant());
		start(null);
	}

	/** The stream that is fed. */
	public LogStream stream() {
		return stream;
	}

	/** How it goes now. */
	public IngestState state() {
		return state;
	}

	/** Calls the listener after each change of the state, on the ingestor's thread. */
	public Subscription onState(Runnable listener) {
		return listeners.add(listener);
	}

	/**
	 * Asks the source again after the log had ended, or at once instead of after the rest of a wait; when a container was started again.
	 * Does nothing while lines come.
	 *
	 * @param mark written before the next line, for example "The container was started again"; null for none
	 */
	public synchronized void resume(String mark) {
		if (closed) {
			return;
		}
		switch (state) {
		case IngestState.Ended _ -> {
			change(new IngestState.Connecting(clock.instant()));
			start(mark);
		}
		case IngestState.Reconnecting _ -> {
			stop();
			start(mark);
		}
		default -> {
			// lines come
		}
		}
	}

	private synchronized void start(String mark) {
		thread = Thread.ofVirtual().name("log of " + id.key()).start(() -> run(mark));
	}

	private void run(String mark) {
		int attempt = 0;
		Instant lost = state instanceof IngestState.Reconnecting r ? r.since() : null;
		String reason = "";
		String pending = mark;
		try {
			while (true) {
				try {
					var position = stream.position();
					var sink = new IngestSink(stream, position, clock, gap(lost), pending, this::connected);
					boolean broken = true;
					try {
						source.stream(id, position, true, sink);
						broken = false;
					} finally {
						if (sink.isConnected()) {
							attempt = 0;
							lost = null;
							pending = sink.pendingMark();
						}
						sink.finish(broken);
					}
					end("");
					return;
				} catch (EngineException e) {
					if (e.kind() == EngineException.Kind.NOT_FOUND || e.kind() == EngineException.Kind.UNSUPPORTED) {
						end(e.getMessage());
						return;
					}
					reason = e.getMessage();
				} catch (IOException e) {
					reason = FileProblem.reason(e);
				}
				lost = lost == null ? clock.instant() : lost;
				change(new IngestState.Reconnecting(lost, attempt, reason));
				Thread.sleep(backoff.before(attempt++, ThreadLocalRandom.current()));
			}
		} catch (InterruptedException _) {
			LOG.debug("The log of {} is no longer fed", id);
		} catch (RuntimeException e) {
			LOG.error("The log of {} failed", id, e);
			end("The log could not be read: " + e);
		}
	}

	private String gap(Instant lost) {
		var zone = ZoneId.systemDefault();
		return lost == null ? "Lines may be missing: the log was not followed until " + TIME.format(clock.instant().atZone(zone))
				: "Lines may be missing: the connection was lost from " + TIME.format(lost.atZone(zone)) + " to " + TIME.format(clock.instant().atZone(zone));
	}

	private void connected() {
		if (!(state instanceof IngestState.Live)) {
			change(new IngestState.Live(clock.instant()));
		}
	}

	private void end(String reason) {
		try {
			stream.rest();
		} catch (IOException e) {
			LOG.warn("{}", e.getMessage());
		}
		change(new IngestState.Ended(clock.instant(), reason));
	}

	private void change(IngestState now) {
		state = now;
		listeners.fire();
	}

	private void stop() {
		var running = thread;
		running.interrupt();
		try {
			if (!running.join(CLOSE_WAIT)) {
				LOG.warn("The source of the log of {} does not stop", id);
			}
		} catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

	/** Ends feeding and waits until the source has returned. The stream stays open. Not to be called by the source itself. */
	@Override
	public void close() {
		synchronized (this) {
			if (closed) {
				return;
			}
			closed = true;
		}
		stop();
		if (!(state instanceof IngestState.Ended)) {
			end("");
		}
	}
}
