package org.fleetdesk.gateways.agent.internal.install;

import java.nio.file.Path;

import org.fleetdesk.gateways.model.PackageInspector;

/** Inspects a package in a process with little memory; prints what is wrong with it. */
final class InspectChild {

	private InspectChild() {
	}

	/** @param args the package */
	public static void main(String[] args) throws Exception {
		PackageInspector.ofShipments().inspect(Path.of(args[0])).findings().forEach(f -> System.out.println(f.message()));
		System.out.println("inspected");
	}
}
