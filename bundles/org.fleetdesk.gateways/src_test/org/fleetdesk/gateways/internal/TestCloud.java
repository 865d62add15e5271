package org.fleetdesk.gateways.internal;

import java.util.Map;

import org.fleetdesk.gateways.GatewaysSession;

/** A device cloud with the product {@code lab} for tests of other packages. */
public final class TestCloud implements AutoCloseable {

	private final Setup setup = new Setup();

	public TestCloud() throws Exception {
		setup.cloud.product("lab");
	}

	public GatewaysSession session() {
		return setup.session();
	}

	/** A gateway that is online. */
	public void gateway(String product, String serial, Map<String, String> labels) {
		var gateway = setup.cloud.gateway(product, serial);
		labels.forEach(gateway.withObjectProperty("labels")::put);
		setup.cloud.changed(product + "/" + serial);
	}

	@Override
	public void close() throws Exception {
		setup.close();
	}
}
