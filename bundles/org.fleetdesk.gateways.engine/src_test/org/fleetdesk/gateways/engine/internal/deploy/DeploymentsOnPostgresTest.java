package org.fleetdesk.gateways.engine.internal.deploy;

import org.fleetdesk.gateways.engine.internal.store.TestDatabase;

@TestDatabase.OnPostgres
class DeploymentsOnPostgresTest extends DeploymentsTest {
}
