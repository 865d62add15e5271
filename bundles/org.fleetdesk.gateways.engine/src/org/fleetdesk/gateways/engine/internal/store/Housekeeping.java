package org.fleetdesk.gateways.engine.internal.store;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Once a minute: what happens by itself as time goes by is written down, so that those who ask what changed hear of it, and what nobody asks for any more goes. */
public final class Housekeeping implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
	private static final Duration PAUSE = Duration.ofMinutes(1);

	private final Devices devices;
	private final Thread thread;

	/** Starts it. */
	public Housekeeping(Devices devices) {
		this.devices = devices;
		thread = Thread.ofVirtual().name("devicecloud-housekeeping").start(this::run);
	}

	private void run() {
		try {
			while (true) {
				try {
					once(devices);
				} catch (RuntimeException e) {
					LOG.warn("What is over is noted later: {}", e.getMessage());
				}
				Thread.sleep(PAUSE);
			}
		} catch (InterruptedException e) {
			// the engine stops
		}
	}

	static void once(Devices devices) throws InterruptedException {
		devices.expire();
		devices.forgetRemoved();
	}

	@Override
	public void close() {
		thread.interrupt();
		try {
			thread.join(Duration.ofSeconds(5));
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
