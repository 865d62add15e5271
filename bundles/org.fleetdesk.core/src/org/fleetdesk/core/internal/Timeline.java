package org.fleetdesk.core.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.files.FileProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps events on disk from a thread of its own; a disk that cannot be written loses events of the past, never those on display. */
final class Timeline implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Timeline.class);

	private final EventFile file;
	private final LinkedBlockingQueue<Optional<FleetEvent>> waiting = new LinkedBlockingQueue<>();
	private final Thread thread;

	Timeline(EventFile file) {
		this.file = file;
		thread = Thread.ofVirtual().name("event timeline").start(this::run);
	}

	/** The events of earlier times, oldest first; none when they cannot be read. */
	List<FleetEvent> past() {
		try {
			return file.read();
		} catch (IOException e) {
			LOG.warn("The timeline of earlier events cannot be read: {}", FileProblem.reason(e));
			return List.of();
		}
	}

	/** Keeps it; returns at once. */
	void keep(FleetEvent event) {
		waiting.add(Optional.of(event));
	}

	private void run() {
		boolean failing = false;
		boolean open = true;
		while (open) {
			var batch = new ArrayList<Optional<FleetEvent>>();
			try {
				batch.add(waiting.take());
			} catch (InterruptedException e) {
				return; // nobody but us knows this thread
			}
			waiting.drainTo(batch);
			open = batch.stream().allMatch(Optional::isPresent);
			try {
				file.append(batch.stream().flatMap(Optional::stream).toList());
				failing = false;
			} catch (IOException e) {
				if (!failing) {
					LOG.warn("Events cannot be kept: {}", FileProblem.reason(e));
				}
				failing = true;
			}
		}
	}

	/** Returns when all is written. */
	@Override
	public void close() {
		waiting.add(Optional.empty());
		try {
			thread.join();
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
