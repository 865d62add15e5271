package org.fleetdesk.logs;

import java.util.Objects;

/**
 * What a log stream is about, in words for people. It is kept beside the log, so that a log can still be listed after its resource is gone.
 *
 * @param key the stream's stable name
 * @param name the resource's name when the log was last opened
 * @param kind the kind of resource, for example {@code so3.container} or {@code task}
 * @param connectionLabel the connection's name when the log was last opened
 */
public record LogInfo(LogKey key, String name, String kind, String connectionLabel) {

	public LogInfo {
		Objects.requireNonNull(key, "key");
		Objects.requireNonNull(name, "name");
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(connectionLabel, "connectionLabel");
	}
}
