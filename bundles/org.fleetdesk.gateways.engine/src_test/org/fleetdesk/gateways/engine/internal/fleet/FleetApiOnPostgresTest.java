package org.fleetdesk.gateways.engine.internal.fleet;

import java.nio.file.Path;

import org.fleetdesk.gateways.engine.internal.CloudFixture;
import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.engine.internal.store.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class FleetApiOnPostgresTest extends FleetApiTest {

	private static PostgresServer server;
	private DatabaseAddress address;

	@BeforeAll
	static void startServer() throws Exception {
		server = PostgresServer.start();
	}

	@AfterAll
	static void stopServer() throws Exception {
		server.close();
	}

	@Override
	CloudFixture fixture(Path folder) throws Exception {
		address = address == null ? server.database() : address; // the same one after a restart
		return new CloudFixture(address, folder);
	}
}
