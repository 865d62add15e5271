package org.fleetdesk.gateways.engine.internal.fleet;

import org.fleetdesk.gateways.engine.internal.store.TestDatabase;

@TestDatabase.OnPostgres
class FleetApiOnPostgresTest extends FleetApiTest {
}
