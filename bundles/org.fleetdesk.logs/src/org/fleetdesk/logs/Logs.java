package org.fleetdesk.logs;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

import org.fleetdesk.core.ResourceId;

/** The logs of this process's data folder; a service. For the process that owns the folder. Not on the UI thread. */
public interface Logs {

	/**
	 * The store in {@code <data>/logs}, opened when first asked for; this process becomes the owner of the data folder if nobody is.
	 *
	 * @throws IOException when another process owns it (the message says which), or the folder cannot be opened
	 */
	LogStore store() throws IOException;

	/** Whether some domain has logs for such a resource. */
	boolean hasSource(ResourceId id);

	/**
	 * Feeds a resource's log from now on, until {@link #unfollow}; a log that is fed already goes on.
	 *
	 * @param name the resource's name
	 * @param connectionLabel the connection's name
	 * @throws IOException when the log cannot be opened, or no domain has logs for such a resource
	 */
	LogIngestor follow(ResourceId id, String name, String connectionLabel) throws IOException;

	/** Who feeds a resource's log now. */
	Optional<LogIngestor> ingestor(ResourceId id);

	/** Whose logs are fed now. */
	Set<ResourceId> followed();

	/** Ends feeding; the log stays. For a resource that was removed. Does nothing when it is not fed. */
	void unfollow(ResourceId id);
}
