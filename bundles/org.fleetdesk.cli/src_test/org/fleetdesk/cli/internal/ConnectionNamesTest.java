package org.fleetdesk.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.junit.jupiter.api.Test;

/** Names are unique within a kind only: each engine of the local fleet is called "Local". */
class ConnectionNamesTest {

	private final List<Connection> all = List.of(connection("1", "so3", "Local"), connection("2", "serverless", "Local"), connection("3", "so3", "lab"));
	private final Connections connections = (Connections) Proxy.newProxyInstance(Connections.class.getClassLoader(), new Class<?>[] { Connections.class },
			(proxy, method, arguments) -> method.getName().equals("list") ? all
					: all.stream().filter(c -> arguments[0].equals(c.id()) || arguments[0].equals(c.kind() + ":" + c.name())).findFirst());

	private static Connection connection(String id, String kind, String name) {
		return new Connection(id, kind, name, URI.create("http://127.0.0.1:1"), Optional.empty(), Map.of(), false);
	}

	@Test
	void givesAllOfANameWhereSomethingElseTellsTheKind() throws Exception {
		assertThat(ConnectionNames.named(connections, "local")).extracting(Connection::id).containsExactly("1", "2");
		assertThat(ConnectionNames.named(connections, "lab")).extracting(Connection::id).containsExactly("3");
		assertThat(ConnectionNames.named(connections, "serverless:Local")).extracting(Connection::id).containsExactly("2");
		assertThatThrownBy(() -> ConnectionNames.named(connections, "nowhere")).isInstanceOf(UsageException.class).hasMessageContaining("nowhere").hasMessageContaining("lab");
	}
}
