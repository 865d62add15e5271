package org.fleetdesk.gateways.engine.internal.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When devices were seen last, and from where: written some seconds later, many at once. What a device writes is written with its own time at once. */
public final class LastSeen implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(LastSeen.class);
	private static final Duration PAUSE = Duration.ofSeconds(2);
	/** Other writes come in between. */
	private static final int AT_ONCE = 500;

	private record Seen(long at, String address) {
	}

	private final Database database;
	private final InstantSource clock;
	private final Map<Long, Seen> noted = new ConcurrentHashMap<>();
	private final Thread thread;

	public LastSeen(Database database, InstantSource clock) {
		this.database = database;
		this.clock = clock;
		thread = Thread.ofVirtual().name("devicecloud-last-seen").start(this::run);
	}

	/** A device was seen now. */
	public void note(long device, String address) {
		noted.put(device, new Seen(clock.millis(), address));
	}

	/** A device has written something, and with it that it was seen. */
	public void written(long device) {
		noted.remove(device);
	}

	private void run() {
		try {
			while (true) {
				Thread.sleep(PAUSE);
				try {
					flush();
				} catch (StoreException e) {
					LOG.warn("When devices were seen is not written: {}", e.getMessage());
				}
			}
		} catch (InterruptedException e) {
			// the engine stops
		}
	}

	/** Writes what was noted. */
	public void flush() throws InterruptedException {
		var devices = new ArrayList<>(noted.keySet());
		for (int i = 0; i < devices.size(); i += AT_ONCE) {
			write(devices.subList(i, Math.min(devices.size(), i + AT_ONCE)));
		}
	}

	private void write(List<Long> devices) throws InterruptedException {
		database.write(tx -> {
			var update = tx.prepare("UPDATE device SET last_seen = ?, last_address = ?, revision = ? WHERE id = ? AND (last_seen IS NULL OR last_seen < ?)");
			var written = new java.util.HashMap<Long, Seen>();
			for (long device : devices) {
				var seen = noted.get(device);
				if (seen != null) {
					written.put(device, seen);
					Rows.set(update, seen.at(), seen.address(), tx.revision(), device, seen.at()).addBatch();
				}
			}
			if (!written.isEmpty()) {
				update.executeBatch();
			}
			tx.afterCommit(() -> written.forEach(noted::remove));
			return null;
		});
	}

	/** Writes the last ones. */
	@Override
	public void close() {
		thread.interrupt();
		try {
			thread.join(Duration.ofSeconds(5));
			flush();
		} catch (StoreException e) {
			LOG.warn("When devices were seen is not written: {}", e.getMessage());
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
