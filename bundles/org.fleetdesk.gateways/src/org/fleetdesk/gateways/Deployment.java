package org.fleetdesk.gateways;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An installation on one gateway, from the queue of its cloud.
 *
 * @param message what came of it, as a sentence; empty before
 * @param events  what happened, oldest first
 * @param output  of {@code install.sh}; untrusted text
 */
public record Deployment(String id, String product, String serial, List<String> packages, String by, String run, State state, Instant created, Optional<Instant> ended, String message,
		List<Event> events, String output) {

	public enum State {
		QUEUED, PICKED_UP, RUNNING, DONE, FAILED, ROLLED_BACK, CANCELLED;

		public boolean ended() {
			return this == DONE || this == FAILED || this == ROLLED_BACK || this == CANCELLED;
		}
	}

	/**
	 * @param sequence from 1, without gaps
	 * @param phase    as in {@link org.fleetdesk.gateways.model.InstallProgress}
	 * @param bytes    downloaded so far; 0 in other phases
	 */
	public record Event(long sequence, Instant at, String phase, String app, String version, long bytes, long total, String message) {
	}

	public Deployment {
		packages = List.copyOf(packages);
		events = List.copyOf(events);
	}
}
