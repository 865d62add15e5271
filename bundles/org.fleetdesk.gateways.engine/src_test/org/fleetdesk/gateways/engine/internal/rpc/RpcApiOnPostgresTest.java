package org.fleetdesk.gateways.engine.internal.rpc;

import org.fleetdesk.gateways.engine.internal.store.TestDatabase;

@TestDatabase.OnPostgres
class RpcApiOnPostgresTest extends RpcApiTest {
}
