package org.fleetdesk.gateways.agent.internal.supervise;

import java.nio.file.Path;
import java.time.Clock;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.supervise.own.OwnSupervisor;

/** The supervisor of our own, in this process. */
final class OwnUnderTest extends SupervisorUnderTest {

	private final OwnSupervisor supervisor;

	OwnUnderTest(Path folder) throws Exception {
		super(folder, Supervisors.programs(new AgentHome(folder)), Supervisors.socket(new AgentHome(folder)));
		supervisor = OwnSupervisor.start(new AgentHome(folder), System.getenv(), "Fleetdesk 0", Clock.systemUTC());
	}

	@Override
	void end() {
		supervisor.close();
	}
}
