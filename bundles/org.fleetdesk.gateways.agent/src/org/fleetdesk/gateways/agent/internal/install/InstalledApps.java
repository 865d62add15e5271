package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.util.List;

/** What is installed, for reports; the installer writes it ({@code state/apps.json}). */
@FunctionalInterface
public interface InstalledApps {

	/** By name; read anew each time. */
	List<InstalledApp> all() throws IOException;
}
