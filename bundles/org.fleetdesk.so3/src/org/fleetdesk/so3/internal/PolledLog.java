package org.fleetdesk.so3.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.so3.So3Container;
import org.fleetdesk.so3.So3Session;

/**
 * The log of a container on an original engine, which only sends the whole file of the container's slot: read again and again, often while lines come. Capsules that were in
 * the slot before wrote to the same file, and the container may move to another slot when it is stopped.
 */
final class PolledLog {

	private static final long NANOS = 1_000_000_000L;
	private static final Duration OFTEN = Duration.ofSeconds(1);
	private static final Duration SELDOM = Duration.ofSeconds(5);
	private static final Duration LONGEST = Duration.ofSeconds(60);
	/** A long log is read for no more than a fifth of the time. */
	private static final int REST = 4;

	private final So3Session session;
	private final String key;
	private final LogPosition from;
	private final LogSink sink;
	private WholeLog log;
	private String slot;
	private String mark = "";
	private boolean first = true;
	private boolean connected;
	private boolean grown;

	PolledLog(So3Session session, String key, LogPosition from, LogSink sink) {
		this.session = session;
		this.key = key;
		this.from = from;
		this.sink = sink;
	}

	/** Returns when the container does not run, or at once when not following. */
	void stream(boolean follow) throws EngineException, InterruptedException, IOException {
		var container = find();
		slot = container.id();
		log = open(container);
		Duration pause = OFTEN;
		while (true) {
			if (!container.id().equals(slot)) {
				read(slot, true); // the last lines before it moved
				if (!container.up()) {
					return;
				}
				move(container);
			}
			grown = false;
			long began = System.nanoTime();
			boolean last = !follow || !container.up();
			read(container.id(), last);
			if (last) {
				return;
			}
			Duration took = Duration.ofNanos(System.nanoTime() - began);
			pause = grown ? OFTEN : min(SELDOM, pause.multipliedBy(3).dividedBy(2));
			Thread.sleep(max(pause, min(LONGEST, took.multipliedBy(REST))));
			container = find();
		}
	}

	private static Duration min(Duration a, Duration b) {
		return a.compareTo(b) < 0 ? a : b;
	}

	private static Duration max(Duration a, Duration b) {
		return a.compareTo(b) > 0 ? a : b;
	}

	private So3Container find() throws EngineException, InterruptedException {
		return session.container(key).orElseThrow(() -> new EngineException(Kind.NOT_FOUND, "The container is no longer there"));
	}

	private WholeLog open(So3Container container) {
		long created = container.created().map(c -> c.getEpochSecond() * NANOS).orElse(WholeLog.NO_TIME);
		if (from.hasTime() && created > from.timeNanos()) {
			mark = "A new container of this name begins here";
			return whole(created);
		}
		return whole(from.hasTime() ? from.timeNanos() : created);
	}

	private void move(So3Container container) {
		slot = container.id();
		mark = "The container is in slot %s now".formatted(slot);
		log = whole(log.lastTime() == WholeLog.NO_TIME ? log.since() : log.lastTime());
		first = false;
	}

	private WholeLog whole(long since) {
		return new WholeLog(since, new WholeLog.Out() {
			@Override
			public void lines(byte[] bytes, int offset, int length) throws IOException {
				grown = true;
				say();
				try {
					sink.timestamped(bytes, offset, length, 0);
				} catch (IOException e) {
					throw new So3LogSource.SinkFailure(e);
				}
			}

			@Override
			public void begunAnew() throws IOException {
				sink.mark("The Smart Object was restarted: its log begins anew; lines may be missing here");
			}
		});
	}

	/** Before the first line, what there is to say about the place. */
	private void say() throws IOException {
		if (first && mark.isEmpty() && from.hasTime() && !log.exact()) {
			mark = "The log goes on in slot %s; lines may be missing here".formatted(slot);
		} else if (first && from.empty() && log.skipped()) {
			mark = "What capsules before this one wrote to the log of slot %s is left out".formatted(slot);
		}
		first = false;
		if (!mark.isEmpty()) {
			sink.mark(mark);
			mark = "";
		}
	}

	/** @param last whether this log is not read again */
	private void read(String id, boolean last) throws EngineException, InterruptedException, IOException {
		boolean again = true;
		while (again) {
			session.wholeLog(id, log.reading(this::connected));
			again = log.end(last);
		}
	}

	private void connected() {
		if (!connected) {
			connected = true;
			sink.connected();
		}
	}
}
