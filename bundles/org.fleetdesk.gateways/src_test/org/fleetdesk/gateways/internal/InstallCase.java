package org.fleetdesk.gateways.internal;

import java.util.function.BooleanSupplier;

import org.fleetdesk.gateways.Gateways;
import org.fleetdesk.gateways.GatewaysSession;
import org.fleetdesk.gateways.internal.Setup.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Installations of tick_app 2 on the gateway {@code gw} of the product {@code lab}, which a test leads to their end. */
@Timeout(60)
abstract class InstallCase {

	final InstallHandler handler = new InstallHandler();
	Setup setup;
	FakeCloud cloud;
	GatewaysSession session;
	ObjectNode gateway;

	@BeforeEach
	final void open() throws Exception {
		setup = new Setup();
		cloud = setup.cloud;
		cloud.product("lab");
		gateway = cloud.gateway("lab", "gw");
		cloud.content.put("lab/tick_app.v2.tar.gz", FakeCloud.object().put("id", "tick_app.v2.tar.gz").put("sha256", "00"));
		session = setup.session();
	}

	@AfterEach
	final void close() throws Exception {
		setup.close();
	}

	/** The task with these parameters besides. */
	final Run install(ObjectNode more) {
		more.putArray("packages").add("tick_app.v2.tar.gz");
		return Setup.run(session, Gateways.INSTALL, Setup.id(Gateways.GATEWAY, "lab/gw"), more);
	}

	/** The same task after a restart of the console. */
	final Run resumed(Run run) {
		var resumed = new Run(run.id, run.request, session);
		resumed.kept.putAll(run.kept);
		return resumed;
	}

	static void until(BooleanSupplier condition) throws InterruptedException {
		while (!condition.getAsBoolean()) {
			Thread.sleep(5); // the test has its time-out
		}
	}
}
