package org.fleetdesk.gateways.agent.internal.supervise;

import java.nio.file.Path;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.supervise.own.OwnSupervisor;

/** The supervisor of our own as a process. */
final class SuperviseChild {

	private SuperviseChild() {
	}

	/** @param args the agent's folder */
	public static void main(String[] args) throws Exception {
		System.exit(OwnSupervisor.run(new AgentHome(Path.of(args[0])), "Fleetdesk 0", System.out, System.err));
	}
}
