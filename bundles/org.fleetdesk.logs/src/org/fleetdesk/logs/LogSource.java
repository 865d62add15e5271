package org.fleetdesk.logs;

import java.io.IOException;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.ResourceId;

/** Where the log of one kind of resource comes from; a service of a domain. */
public interface LogSource {

	/** Whether this source has logs of such a resource. */
	boolean handles(ResourceId id);

	/**
	 * Streams a resource's log into the sink. Blocks; an interrupt ends it at once. Returns when the log is at its end: when not following,
	 * after the last line; when following, when the engine says that no more will come (a container that was stopped).
	 *
	 * @param from send lines from {@link LogPosition#timeNanos()} on, that time included, if it {@linkplain LogPosition#hasTime() has one}.
	 *        What is known already is left out by the caller; up to one second more at the old end does no harm, and an engine that cannot do
	 *        "since" must be helped by the source, so that much older lines do not come again.
	 * @param follow go on with new lines
	 * @throws EngineException what the engine answered; {@link EngineException.Kind#NOT_FOUND} and {@link EngineException.Kind#UNSUPPORTED}
	 *         end the log, every other is tried again later
	 * @throws IOException when the connection broke or the sink failed; it is tried again later
	 */
	void stream(ResourceId id, LogPosition from, boolean follow, LogSink sink) throws IOException, EngineException, InterruptedException;
}
