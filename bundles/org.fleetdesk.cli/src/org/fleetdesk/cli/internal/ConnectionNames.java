package org.fleetdesk.cli.internal;

import java.util.List;

import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;

/** Connections as the user names them. */
final class ConnectionNames {

	private ConnectionNames() {
	}

	/** The connections of every kind that have this name, where the kind is told by something else; at least one. */
	static List<Connection> named(Connections connections, String name) throws UsageException {
		var named = connections.list().stream().filter(c -> c.name().equalsIgnoreCase(name)).toList();
		return named.isEmpty() ? List.of(existing(connections, name)) : named;
	}

	static Connection existing(Connections connections, String name) throws UsageException {
		var found = connections.find(name);
		if (found.isEmpty()) {
			var names = connections.list().stream().map(Connection::name).toList();
			throw new UsageException("There is no connection '" + name + "'; " + (names.isEmpty() ? "there is none at all: add one with 'fleetdesk connection add'."
					: "there are: " + String.join(", ", names) + "."));
		}
		return found.get();
	}
}
