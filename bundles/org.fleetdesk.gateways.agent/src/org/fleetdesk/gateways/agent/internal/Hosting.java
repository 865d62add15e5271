package org.fleetdesk.gateways.agent.internal;

import java.io.IOException;
import java.time.Clock;

import org.fleetdesk.gateways.agent.internal.install.InstallSettings;
import org.fleetdesk.gateways.agent.internal.install.InstalledApps;
import org.fleetdesk.gateways.agent.internal.install.Installer;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorSettings;
import org.fleetdesk.http.HttpClientFactory;

/** Makes what runs applications and installs them. */
public interface Hosting {

	/**
	 * Runs the supervisor of our own in this process when the settings want it and no process runs it for this home, so that an agent that is started by hand lacks nothing.
	 *
	 * @return ends it, with all programs
	 * @throws IOException when it cannot start
	 */
	Hosted host(AgentHome home, SupervisorSettings settings) throws IOException;

	/** What is hosted until it is closed. */
	interface Hosted extends AutoCloseable {
		@Override
		void close();
	}

	Supervisor supervisor(AgentHome home, SupervisorSettings settings, HttpClientFactory http) throws IOException;

	Installing installing(AgentHome home, InstallSettings settings, Supervisor supervisor, Clock clock) throws IOException;

	/**
	 * @param installer installs
	 * @param installed knows what was installed
	 */
	record Installing(Installer installer, InstalledApps installed) {
	}
}
