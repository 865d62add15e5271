package org.fleetdesk.gateways.engine.internal.device;

import org.fleetdesk.gateways.engine.internal.store.TestDatabase;

@TestDatabase.OnPostgres
class DeviceChangesOnPostgresTest extends DeviceChangesTest {
}
