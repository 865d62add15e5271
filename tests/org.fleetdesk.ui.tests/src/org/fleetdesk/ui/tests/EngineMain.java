package org.fleetdesk.ui.tests;

import java.util.List;

import org.fleetdesk.engine.EngineProcess;
import org.fleetdesk.gateways.engine.DeviceCloudFactory;
import org.fleetdesk.so3.engine.EmisoEngineFactory;

/** An engine as a process of its own, which a test may kill. */
public final class EngineMain {

	private static final String VERSION = "0.0.0-test";

	private EngineMain() {
	}

	public static void main(String[] args) {
		System.exit(EngineProcess.run(List.of(new EmisoEngineFactory(VERSION), new DeviceCloudFactory(VERSION)), List.of(args), System.out, System.err));
	}
}
