package org.fleetdesk.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The connections of a data folder; a service. Every change is on disk before the call returns. */
public interface Connections {

	/** All connections, by name. */
	List<Connection> list();

	/** The connection with this id, or with this name ignoring case. */
	Optional<Connection> find(String idOrName);

	/**
	 * @throws IOException              when it cannot be saved; nothing is changed then
	 * @throws IllegalArgumentException when the name is empty or taken, or the URL does not fit the kind; the message is for the user
	 */
	void add(Connection connection) throws IOException;

	/** Replaces the connection of the same id; errors as in {@link #add}. */
	void update(Connection connection) throws IOException;

	/** Removes the connection of this id, if there is one; its secrets go too. */
	void remove(String id) throws IOException;

	/** Calls back after each change, on the thread that made it, until the registration is closed. */
	Registration addListener(Runnable changed);
}
