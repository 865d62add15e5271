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

	/** An application on it that runs. */
	public void application(String product, String serial, String name) {
		setup.cloud.gateways.get(product + "/" + serial).withArrayProperty("apps").addObject().put("name", name).put("version", "1").put("status", "RUNNING");
		setup.cloud.changed(product + "/" + serial);
	}

	/** Nothing can be installed on it any more. */
	public void lock(String product, String serial) {
		setup.cloud.gateways.get(product + "/" + serial).put("locked", true);
		setup.cloud.changed(product + "/" + serial);
	}

	@Override
	public void close() throws Exception {
		setup.close();
	}
}
