package org.fleetdesk.core;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The connections of a data folder; a service. Every change is on disk before the call returns. A change makes this process the
 * {@link DataFolder#own owner} of the data folder, and fails when another one is.
 */
public interface Connections {

	/** All connections, by name. */
	List<Connection> list();

	/** Why the stored connections could not be read, wholly or in part, and where the damaged file is kept; a sentence for the user, or empty. */
	Optional<String> problem();

	/**
	 * The connection with this id, or with this name ignoring case, or of this kind and name ({@code so3:Local}).
	 *
	 * @throws IllegalArgumentException when connections of several kinds have that name; the message is for the user
	 */
	Optional<Connection> find(String idOrName);

	/**
	 * @throws IOException              when it cannot be saved; nothing is changed then
	 * @throws IllegalArgumentException when the name is empty or taken within its kind, or the URL does not fit the kind; the message is for the user
	 */
	default void add(Connection connection) throws IOException {
		add(connection, Map.of());
	}

	/**
	 * Adds a connection together with secrets that it refers to. The secrets are stored first and removed again when the connection cannot be saved.
	 *
	 * @param secrets the secrets by the names that the connection refers to; errors as in {@link #add(Connection)}
	 */
	void add(Connection connection, Map<String, String> secrets) throws IOException;

	/** Replaces the connection of the same id; errors as in {@link #add(Connection)}. */
	default void update(Connection connection) throws IOException {
		update(connection, Map.of());
	}

	/**
	 * Replaces the connection of the same id and stores secrets as in {@link #add(Connection, Map)}; secrets that no connection refers to any more go.
	 * A new value of a secret gets a new name ({@link #newSecret}), so that sessions which used the old one open anew.
	 */
	void update(Connection connection, Map<String, String> secrets) throws IOException;

	/** How names of connections' secrets begin. */
	String SECRET = "connection-";

	/** A name for a secret that no other one has. */
	static String newSecret() {
		return SECRET + UUID.randomUUID();
	}

	/** Removes the connection of this id, if there is one; its secrets go too. */
	void remove(String id) throws IOException;

	/** Calls back after each change, on the thread that made it, until the registration is closed. */
	Registration addListener(Runnable changed);
}
