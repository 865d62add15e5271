package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.fleetdesk.gateways.agent.internal.cloud.Genuine;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.text.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a client's queue to the cloud, on a virtual thread of its own, and activates the client. */
final class Sender implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
	/** Of values and names in one request; encoded they are three times as long at worst. */
	private static final int BYTES = 128 << 10;

	private final Identity identity;
	private final SegmentQueue queue;
	private final RefusedFile aside;
	private final Cloud cloud;
	private final Supplier<GmqSettings> settings;
	private final InstantSource clock;
	private final Backoff backoff;
	private final Thread thread;

	private final ReentrantLock lock = new ReentrantLock();
	private final Condition changed = lock.newCondition();
	private boolean urgent;
	private long wakes;
	private boolean retry;
	private volatile String trouble = "";

	// of the sender's thread
	private int most = Integer.MAX_VALUE;
	private int refusals;
	private boolean renewed;

	Sender(Identity identity, SegmentQueue queue, RefusedFile aside, Cloud cloud, Supplier<GmqSettings> settings, InstantSource clock) {
		this.identity = identity;
		this.queue = queue;
		this.aside = aside;
		this.cloud = cloud;
		this.settings = settings;
		this.clock = clock;
		this.backoff = new Backoff(RandomGenerator.getDefault());
		this.urgent = queue.pending() > 0 || identity.cik().isEmpty();
		this.thread = Thread.ofVirtual().name("gmq-" + identity.client().label()).start(this::run);
	}

	/** Something is to be sent at once. */
	void wake() {
		signal(() -> {
			urgent = true;
			wakes++;
		});
	}

	/** Something is to be sent with what comes within the period. */
	void wakeInTime() {
		signal(() -> {
		});
	}

	/** Tries again now, as something has changed. */
	void retry() {
		signal(() -> retry = true);
	}

	/** Why nothing is sent; empty when nothing stands in the way. */
	String trouble() {
		return trouble;
	}

	private void signal(Runnable change) {
		lock.lock();
		try {
			change.run();
			changed.signalAll();
		} finally {
			lock.unlock();
		}
	}

	private long wakes() {
		lock.lock();
		try {
			return wakes;
		} finally {
			lock.unlock();
		}
	}

	private void run() {
		try {
			while (true) {
				awaitWork();
				pause(step());
			}
		} catch (InterruptedException e) {
			// closed
		}
	}

	private void awaitWork() throws InterruptedException {
		lock.lock();
		try {
			while (!urgent && queue.pending() == 0) {
				changed.await();
			}
			long nanos = settings.get().period().toNanos();
			while (!urgent && nanos > 0) {
				nanos = changed.awaitNanos(nanos);
			}
			urgent = true; // until the queue is empty
		} finally {
			lock.unlock();
		}
	}

	private void pause(Duration length) throws InterruptedException {
		lock.lock();
		try {
			retry = false;
			long nanos = length.toNanos();
			while (nanos > 0 && !retry) {
				nanos = changed.awaitNanos(nanos);
			}
		} finally {
			lock.unlock();
		}
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	/** Does the next thing; @return how long to wait after it. */
	private Duration step() throws InterruptedException {
		try {
			if (identity.cik().isEmpty()) {
				return activate();
			}
			long before = wakes();
			var batch = queue.peek(Math.min(most, settings.get().quantity()), BYTES);
			if (batch.isPresent()) {
				return send(batch.get());
			}
			signal(() -> urgent = wakes != before);
			return Duration.ZERO;
		} catch (HttpException.Cancelled | ClosedByInterruptException e) {
			throw new InterruptedException();
		} catch (IOException e) {
			return fail(e.getMessage());
		} catch (RuntimeException | LinkageError e) { // a mistake of this program must not end the sending for good
			LOG.error("{}: {}", identity.client().label(), e.toString(), e);
			return fail("An internal error: " + e);
		}
	}

	private Duration activate() throws IOException {
		try {
			var key = cloud.activate((Client.Vms) identity.client());
			if (key.isEmpty()) {
				return fail("The cloud's answer to the activation is no key");
			}
			identity.cik(key);
			if (!renewed) { // whether the cloud takes the new key shows with the next request
				healthy();
			}
			LOG.info("{} is activated", identity.client().label());
			return Duration.ZERO;
		} catch (HttpException.Refused e) {
			if (e.status() >= 500 || e.status() == 429) {
				return fail(e.getMessage());
			}
			tell("The cloud does not activate it (" + e.status() + "); asking again every " + settings.get().activationRetry().toSeconds() + " s");
			return settings.get().activationRetry();
		}
	}

	private Duration send(SegmentQueue.Batch batch) throws IOException {
		var entries = latest(batch.entries());
		int replaced = batch.entries().size() - entries.size();
		Set<Cloud.Refusal> conflicts;
		try {
			conflicts = cloud.record(identity.client(), identity.cik().orElseThrow(), entries);
		} catch (HttpException.Refused e) {
			return refused(batch, entries.size(), e);
		}
		int lost = conflicts.size();
		queue.take(batch, Counts.ofSent(entries.size() - lost, lost, replaced));
		if (lost > 0) {
			LOG.debug("{}: the cloud had values at {} times already", identity.client().label(), lost);
		}
		most = (int) Math.min(Integer.MAX_VALUE, most * 2L);
		healthy();
		return Duration.ZERO;
	}

	private Duration refused(SegmentQueue.Batch batch, int entries, HttpException.Refused answer) throws IOException {
		if (answer.status() == 401 && identity.client() instanceof Client.Vms && !renewed) {
			LOG.info("The cloud does not know the key of {} any more; it is activated again", identity.client().label());
			renewed = true;
			return activate(); // the key stays until there is another one: who refused it may not have been the cloud
		}
		renewed = false;
		boolean conflict = Cloud.conflict(answer);
		if (!conflict && !Genuine.refuses(answer)) {
			return fail(answer.getMessage());
		}
		if (entries > 1) { // one of them is wrong: the halves are tried
			most = Math.max(1, entries / 2);
			return Duration.ZERO;
		}
		if (conflict) { // it does not say of what: perhaps it is no word of the cloud
			aside.add(batch.entries(), answer.getMessage(), clock.instant());
			queue.take(batch, Counts.ofSent(0, 1, batch.entries().size() - 1));
			healthy();
			return Duration.ZERO;
		}
		most = 1;
		if (++refusals < settings.get().tries()) {
			return fail(answer.getMessage());
		}
		aside.add(batch.entries(), answer.getMessage(), clock.instant());
		queue.take(batch, Counts.ofRefused(batch.entries().size()));
		LOG.warn("{}: the cloud does not take a value of {} ({}); it is set aside in the file \"refused\"", identity.client().label(), Text.harmless(batch.entries().getFirst().alias()),
				Text.harmless(answer.getMessage()));
		healthy();
		return Duration.ZERO;
	}

	/** The last one of each alias and second, in the order of their times of coming. */
	private static List<Entry> latest(List<Entry> entries) {
		var last = new LinkedHashMap<Map.Entry<String, Long>, Entry>();
		entries.forEach(e -> last.put(Map.entry(e.alias(), e.seconds()), e));
		return new ArrayList<>(last.values());
	}

	private void healthy() {
		if (!trouble.isEmpty()) {
			LOG.info("{} is sent again; {} entries wait", identity.client().label(), queue.pending());
		}
		trouble = "";
		refusals = 0;
		renewed = false;
		backoff.reset();
	}

	private Duration fail(String message) {
		tell(message);
		return backoff.next(settings.get().retryFirst(), settings.get().retryMost());
	}

	/** Once, not with each try. */
	private void tell(String message) {
		if (!message.equals(trouble)) {
			LOG.warn("{}: {}; {} entries wait", identity.client().label(), Text.harmless(message), queue.pending());
		}
		trouble = message;
	}

	/** Stops sending; what is under way is broken off. */
	@Override
	public void close() {
		thread.interrupt();
		boolean interrupted = false;
		while (thread.isAlive()) {
			try {
				thread.join();
			} catch (InterruptedException e) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}
}
