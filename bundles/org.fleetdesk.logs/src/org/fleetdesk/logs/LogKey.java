package org.fleetdesk.logs;

import java.util.Objects;

import org.fleetdesk.core.ResourceId;

/**
 * The stable name of a log stream: the same before and after a restart of the console or of the engine.
 *
 * @param connection the id of the connection; "local" things such as a task's own log choose a word of their own
 * @param resource what is logged, unique within the connection, for example {@code container/ticker-7}
 */
public record LogKey(String connection, String resource) {

	public LogKey {
		Objects.requireNonNull(connection, "connection");
		Objects.requireNonNull(resource, "resource");
	}

	/** The stream of a resource's own log. */
	public static LogKey of(ResourceId id) {
		return new LogKey(id.connection(), id.kind() + "/" + id.key());
	}

	@Override
	public String toString() {
		return connection + "/" + resource;
	}
}
