package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.engine.internal.store.PostgresServer;
import org.fleetdesk.gateways.engine.internal.store.StoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresDeviceApiTest extends DeviceApiContract {

	private static PostgresServer server;

	@BeforeAll
	static void startServer() throws Exception {
		server = PostgresServer.start();
	}

	@AfterAll
	static void stopServer() throws IOException {
		server.close();
	}

	@Override
	DatabaseAddress address() throws Exception {
		return server.database();
	}

	/** Each would miss what the other writes. */
	@Test
	void twoEnginesOnOneDatabaseAreNoticed() throws Exception {
		var address = server.database();
		try (var first = new TestCloud(address); var second = new TestCloud(address)) {
			second.device("A1");
			assertThatThrownBy(() -> first.device("A2")).isInstanceOf(StoreException.class).hasMessageContaining("another device cloud");
			second.device("A3");
		}
	}

	@Test
	void userAndPasswordAreNoPartOfTheAddress() {
		for (String url : List.of("jdbc:postgresql://127.0.0.1/x?user=a&password=b", "jdbc:postgresql://a:b@127.0.0.1/x", "jdbc:h2:mem:x", "postgresql://127.0.0.1/x")) {
			assertThatThrownBy(() -> DatabaseAddress.of(Optional.of(url), Optional.empty(), Path.of("x"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--database");
		}
		assertThat(new DatabaseAddress.Postgres("jdbc:postgresql://127.0.0.1/x", "user", "secret").toString()).doesNotContain("secret");
	}
}
