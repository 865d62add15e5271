package org.fleetdesk.logs;

import java.time.Instant;

/** How a log is being fed. */
public sealed interface IngestState {

	/** Since when. */
	Instant since();

	/** The source is being asked for the first time. */
	record Connecting(Instant since) implements IngestState {
	}

	/** Lines come as they are written. */
	record Live(Instant since) implements IngestState {
	}

	/**
	 * The connection is lost.
	 *
	 * @param since when it was lost
	 * @param attempts how often it was tried again
	 * @param reason one sentence for the user
	 */
	record Reconnecting(Instant since, int attempts, String reason) implements IngestState {
	}

	/**
	 * No more lines will come, until {@link LogIngestor#resume} is called.
	 *
	 * @param reason one sentence for the user; empty when the log simply is at its end
	 */
	record Ended(Instant since, String reason) implements IngestState {
	}
}
