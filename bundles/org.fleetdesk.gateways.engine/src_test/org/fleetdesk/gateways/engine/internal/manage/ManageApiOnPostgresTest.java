package org.fleetdesk.gateways.engine.internal.manage;

import org.fleetdesk.gateways.engine.internal.store.TestDatabase;

@TestDatabase.OnPostgres
class ManageApiOnPostgresTest extends ManageApiTest {
}
