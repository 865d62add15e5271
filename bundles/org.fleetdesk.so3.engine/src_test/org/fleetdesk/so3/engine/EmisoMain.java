package org.fleetdesk.so3.engine;

import java.util.List;

import org.fleetdesk.engine.EngineProcess;

/** The engine as a process of its own, without Equinox: tests kill it. */
public final class EmisoMain {

	private EmisoMain() {
	}

	public static void main(String[] args) {
		System.exit(EngineProcess.run(List.of(new EmisoEngineFactory("0.0.0-test")), List.of(args), System.out, System.err));
	}
}
