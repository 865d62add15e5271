package org.fleetdesk.core.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.fleetdesk.files.Severity;

/** Starts the local engines again when they end without having been stopped: a clean stop removes {@code instance.json}. */
final class LocalFleetKeeper {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
	/** Engines that ran so long did not fail at their start. */
	private static final Duration STEADY = Duration.ofMinutes(1);

	private final LocalFleetProcess fleet;
	private final FleetModel events;
	private final Connections connections;
	private boolean keep;
	private Optional<LocalInstance> last = Optional.empty();
	private Optional<Thread> watcher = Optional.empty();

	LocalFleetKeeper(LocalFleetProcess fleet, FleetModel events, Connections connections) {
		this.fleet = fleet;
		this.events = events;
		this.connections = connections;
	}

	synchronized void keep() {
		keep = true;
		last.ifPresent(this::watch);
	}

	/** Looks after engines that serve. */
	synchronized void watch(LocalInstance instance) {
		last = Optional.of(instance);
		if (keep && watcher.filter(Thread::isAlive).isEmpty()) {
			watcher = Optional.of(Thread.ofVirtual().name("local fleet keeper").start(() -> follow(instance)));
		}
	}

	synchronized void close() {
		keep = false;
		watcher.ifPresent(Thread::interrupt);
	}

	private void follow(LocalInstance first) {
		var pause = FIRST_PAUSE;
		var process = first.process();
		try {
			while (true) {
				long began = System.nanoTime();
				if (process.isPresent()) {
					process.get().onExit().get();
				}
				if (System.nanoTime() - began > STEADY.toNanos()) {
					pause = FIRST_PAUSE;
				}
				Thread.sleep(pause);
				if (fleet.lastInstance().isEmpty()) {
					return; // stopped on purpose
				}
				report(Severity.WARNING, "The engines on this machine ended by themselves; they are started again");
				pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
				process = restarted();
			}
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		} catch (IOException | ExecutionException e) {
			report(Severity.ERROR, "The engines on this machine are not looked after any more: " + e.getMessage());
		}
	}

	private Optional<ProcessHandle> restarted() throws InterruptedException {
		try {
			fleet.ensureRunning();
			return fleet.lastInstance().flatMap(LocalInstance::process);
		} catch (IOException e) {
			report(Severity.ERROR, e.getMessage());
			return Optional.empty();
		}
	}

	private void report(Severity severity, String text) {
		String connection = connections.list().stream().filter(Connection::local).map(Connection::id).findFirst().orElse("");
		events.report(new FleetEvent(Instant.now(), connection, Optional.empty(), severity, text));
	}
}
