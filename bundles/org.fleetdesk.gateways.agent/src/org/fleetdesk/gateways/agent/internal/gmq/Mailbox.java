package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.fleetdesk.gateways.agent.internal.gmq.SegmentQueue.Room;
import org.fleetdesk.gateways.model.AliasForm.Pair;

import com.fasterxml.jackson.databind.ObjectMapper;

/** What one client hands in: given its time, stored, and sent. */
final class Mailbox implements AutoCloseable {

	/** Seconds that the time of an alias may run ahead when it is written more than once a second. */
	private static final int AHEAD = 2;
	private static final int REMEMBERED = 1000;

	private final Identity identity;
	private final SegmentQueue queue;
	private final Store store;
	private final InstantSource clock;
	private final Sender sender;
	private final Map<String, Long> times = new LinkedHashMap<>(16, 0.75f, true) {
		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
			return size() > REMEMBERED;
		}
	};

	Mailbox(Identity identity, Path folder, Store store, Cloud cloud, Supplier<GmqSettings> settings, InstantSource clock, ObjectMapper mapper) throws IOException {
		this.identity = identity;
		this.store = store;
		this.clock = clock;
		this.queue = SegmentQueue.open(folder.resolve("queue"), Room.of(settings.get().room()), mapper);
		this.sender = new Sender(identity, queue, new RefusedFile(folder.resolve("refused"), mapper), cloud, settings, clock);
	}

	Client client() {
		return identity.client();
	}

	/** Empty while the client is not activated; it will be as soon as the cloud lets it. */
	Optional<String> cik() {
		return identity.cik();
	}

	/** Values of now, sent at once; stored when this returns. */
	void write(List<Pair> values) throws IOException, InterruptedException {
		store.append(queue, timed(values));
		sender.wake();
	}

	/** Values with times, sent within the period; stored when this returns. */
	void record(List<Entry> entries) throws IOException, InterruptedException {
		store.append(queue, entries);
		sender.wakeInTime();
	}

	/** The cloud has one value a second for an alias. A quicker writer is given the next seconds, then its last value of a second counts. */
	private List<Entry> timed(List<Pair> values) {
		long now = clock.instant().getEpochSecond();
		synchronized (times) {
			return values.stream().map(v -> {
				long before = times.getOrDefault(v.name(), Long.MIN_VALUE);
				long time = before < now || before > now + AHEAD ? now : Math.min(before + 1, now + AHEAD); // far ahead only when the clock was set back
				times.put(v.name(), time);
				return new Entry(time, v.name(), v.value());
			}).toList();
		}
	}

	long pending() {
		return queue.pending();
	}

	Counts counts() {
		return queue.counts();
	}

	String trouble() {
		return sender.trouble();
	}

	/** The settings have changed. */
	void reread(GmqSettings settings) {
		queue.room(Room.of(settings.room()));
		sender.retry();
	}

	@Override
	public void close() throws IOException {
		sender.close();
		queue.close();
	}
}
