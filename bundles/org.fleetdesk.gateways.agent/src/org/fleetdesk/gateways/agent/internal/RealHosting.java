package org.fleetdesk.gateways.agent.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;

import org.fleetdesk.engine.DataLock;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.gateways.agent.internal.install.InstallSettings;
import org.fleetdesk.gateways.agent.internal.install.PackageInstaller;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorSettings;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisors;
import org.fleetdesk.gateways.agent.internal.supervise.own.OwnSupervisor;
import org.fleetdesk.http.HttpClientFactory;

/** On this machine. */
public final class RealHosting implements Hosting {

	@Override
	public Hosted host(AgentHome home, SupervisorSettings settings) throws IOException {
		if (!(settings instanceof SupervisorSettings.Own)) {
			return () -> { };
		}
		try {
			Files.createDirectories(home.supervisor());
			var free = DataLock.tryAcquire(home.supervisor());
			if (free.isEmpty()) {
				return () -> { };
			}
			free.get().close();
			return OwnSupervisor.start(home, System.getenv(), "gwe " + AgentVersion.current(), Clock.systemUTC())::close;
		} catch (EngineException e) {
			throw new IOException(e.getMessage(), e);
		}
	}

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
