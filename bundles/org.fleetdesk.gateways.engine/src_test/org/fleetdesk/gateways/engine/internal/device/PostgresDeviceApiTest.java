package org.fleetdesk.gateways.engine.internal.device;

import java.io.IOException;

import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.engine.internal.store.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
}
