package org.fleetdesk.gateways.engine.internal.device;

import java.nio.file.Path;
import java.util.Optional;

import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.junit.jupiter.api.io.TempDir;

class H2DeviceApiTest extends DeviceApiContract {

	@TempDir
	Path folder;

	@Override
	DatabaseAddress address() throws Exception {
		return DatabaseAddress.of(Optional.empty(), Optional.empty(), folder);
	}
}
