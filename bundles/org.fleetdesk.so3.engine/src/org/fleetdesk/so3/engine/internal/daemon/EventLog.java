package org.fleetdesk.so3.engine.internal.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The events: the last thousand for those who ask later, also over a restart, and a live stream. Safe for use by many threads. */
public final class EventLog {

	private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
	private static final int KEPT = 1000;
	private static final long FILE_LIMIT = 1 << 20;
	/** A listener that is further behind than this is cut off. */
	private static final int BEHIND = 10_000;

	/** A listener's own queue. */
	public final class Subscription implements AutoCloseable {

		private final BlockingQueue<EngineEvent> queue = new LinkedBlockingQueue<>(BEHIND);
		private final List<EngineEvent> past;
		private volatile boolean overrun;

		private Subscription(List<EngineEvent> past) {
			this.past = past;
		}

		/** What had happened before it began, oldest first. */
		public List<EngineEvent> past() {
			return past;
		}

		/**
		 * The next event.
		 *
		 * @return null when none came in time
		 * @throws IOException when the listener was so slow that events were dropped
		 */
		public EngineEvent next(long time, TimeUnit unit) throws InterruptedException, IOException {
			EngineEvent event = queue.poll(time, unit);
			if (event == null && overrun) {
				throw new IOException("The listener is too slow; events were dropped");
			}
			return event;
		}

		@Override
		public void close() {
			subscriptions.remove(this);
		}
	}

	private final Path file;
	private final ObjectMapper mapper;
	private final ArrayDeque<EngineEvent> ring = new ArrayDeque<>();
	private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
	private long last;

	/** @param file holds the events, one JSON object a line; an older part of it stands beside it */
	public EventLog(Path file, ObjectMapper mapper) {
		this.file = file;
		this.mapper = mapper;
		readLines(older());
		readLines(file);
	}

	private Path older() {
		return file.resolveSibling(file.getFileName() + ".1");
	}

	private void readLines(Path part) {
		if (!Files.exists(part)) {
			return;
		}
		try (var lines = Files.lines(part)) {
			lines.forEach(this::restore);
		} catch (IOException | java.io.UncheckedIOException e) {
			LOG.warn("Old events in {} cannot be read: {}", part, e.toString());
		}
	}

	private void restore(String line) {
		try {
			keep(mapper.readValue(line, EngineEvent.class));
		} catch (JsonProcessingException e) {
			LOG.debug("A line of the events is cut short", e); // the engine was killed while it wrote
		}
	}

	private void keep(EngineEvent event) {
		last = Math.max(last, event.nanos());
		ring.addLast(event);
		if (ring.size() > KEPT) {
			ring.removeFirst();
		}
	}

	/** Records an event that happens now. */
	public synchronized void publish(String type, String action, String id, Map<String, String> attributes) {
		var now = Instant.now();
		var event = new EngineEvent(Math.max(last + 1, now.getEpochSecond() * 1_000_000_000L + now.getNano()), type, action, id, attributes);
		keep(event);
		write(event);
		for (Subscription subscription : subscriptions) {
			if (!subscription.queue.offer(event)) {
				subscription.overrun = true;
				subscriptions.remove(subscription);
			}
		}
	}

	private void write(EngineEvent event) {
		try {
			if (Files.exists(file) && Files.size(file) > FILE_LIMIT) {
				Files.move(file, older(), StandardCopyOption.REPLACE_EXISTING);
			}
			Files.writeString(file, mapper.writeValueAsString(event) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		} catch (IOException e) {
			LOG.warn("An event cannot be kept in {}: {}", file, e.toString());
		}
	}

	/** Listens from now on; nothing falls between the past and the future. Close it. */
	public synchronized Subscription subscribe() {
		var subscription = new Subscription(new ArrayList<>(ring));
		subscriptions.add(subscription);
		return subscription;
	}

	/** How many listen. */
	public int listeners() {
		return subscriptions.size();
	}
}
