package org.fleetdesk.gateways.agent.internal;

import java.time.Clock;

import org.fleetdesk.gateways.agent.internal.install.InstallSettings;
import org.fleetdesk.gateways.agent.internal.install.PackageInstaller;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorSettings;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisors;
import org.fleetdesk.http.HttpClientFactory;

/** On this machine. */
public final class RealHosting implements Hosting {

	@Override
	public Supervisor supervisor(AgentHome home, SupervisorSettings settings, HttpClientFactory http) {
		return Supervisors.open(home, settings, http);
	}

	@Override
	public Installing installing(AgentHome home, InstallSettings settings, Supervisor supervisor, Clock clock) {
		var installer = new PackageInstaller(home, settings, supervisor, clock);
		return new Installing(installer, installer);
	}
}
