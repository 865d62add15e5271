package org.fleetdesk.ui.tests;

import java.util.List;

import org.fleetdesk.engine.EngineProcess;
import org.fleetdesk.so3.engine.EmisoEngineFactory;

/** The EMISO engine as a process of its own, which a test may kill. */
public final class EmisoMain {

	private EmisoMain() {
	}

	public static void main(String[] args) {
		System.exit(EngineProcess.run(List.of(new EmisoEngineFactory("0.0.0-test")), List.of(args), System.out, System.err));
	}
}
