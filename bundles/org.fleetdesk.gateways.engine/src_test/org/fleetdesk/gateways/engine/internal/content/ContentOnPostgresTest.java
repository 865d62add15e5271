package org.fleetdesk.gateways.engine.internal.content;

import org.fleetdesk.gateways.engine.internal.store.TestDatabase;

@TestDatabase.OnPostgres
class ContentOnPostgresTest extends ContentTest {
}
