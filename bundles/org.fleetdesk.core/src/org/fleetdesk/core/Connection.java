package org.fleetdesk.core;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the console reaches one engine.
 *
 * @param id          stable and unique, never shown; resources and journals refer to it
 * @param kind        the {@link EngineKind#id() kind} of the engine, such as {@code so3}
 * @param name        unique within its kind, ignoring case; shown to the user
 * @param url         {@code unix:///path}, {@code tcp://host:port}, {@code http://…} or {@code https://…}
 * @param credentials the name under which {@link Secrets} holds the credentials, or empty; never the credentials themselves
 * @param labels      free words of the user, such as {@code site=lab}
 * @param local       whether the connection leads to the local fleet, which the console itself keeps up to date
 */
public record Connection(String id, String kind, String name, URI url, Optional<String> credentials, Map<String, String> labels, boolean local) {

	public Connection {
		Objects.requireNonNull(id);
		Objects.requireNonNull(kind);
		Objects.requireNonNull(name);
		Objects.requireNonNull(url);
		Objects.requireNonNull(credentials);
		labels = Map.copyOf(labels);
	}
}
