package org.fleetdesk.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

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
	void add(Connection connection) throws IOException;

	/** Replaces the connection of the same id; errors as in {@link #add}. */
	void update(Connection connection) throws IOException;

	/** Removes the connection of this id, if there is one; its secrets go too. */
	void remove(String id) throws IOException;

	/** Calls back after each change, on the thread that made it, until the registration is closed. */
	Registration addListener(Runnable changed);
}
