package org.fleetdesk.cli.internal;

import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;

/** Connections as the user names them. */
final class ConnectionNames {

	private ConnectionNames() {
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
