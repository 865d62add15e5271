package org.fleetdesk.gateways.agent.internal;

import java.nio.file.Path;

/**
 * Where the agent keeps its files ({@code --home}, otherwise {@code GWE_HOME}, otherwise {@link #USUAL}).
 *
 * @param folder absolute
 */
public record AgentHome(Path folder) {

	/** The document's. */
	public static final Path USUAL = Path.of("/opt/gateway-engine");

	public AgentHome {
		folder = folder.toAbsolutePath().normalize();
	}

	/** Who the gateway is; without its key. */
	public Path gatewayCfg() {
		return folder.resolve("Gateway.cfg");
	}

	/** How the agent works. */
	public Path engineConfig() {
		return folder.resolve("Engine.config");
	}

	/** The key to the cloud; mode 0600. */
	public Path cik() {
		return state().resolve("cik");
	}

	/** What must outlive the process: the key, the journals, what is installed. */
	public Path state() {
		return folder.resolve("state");
	}

	/** What the check-in loop has begun; the installer keeps a journal of its own beside it. */
	public Path journal() {
		return state().resolve("journal");
	}

	/** Packages under way. */
	public Path downloads() {
		return state().resolve("downloads");
	}

	/** The files of each application that an update may have to take back. */
	public Path apps() {
		return folder.resolve("apps");
	}

	public Path logs() {
		return folder.resolve("logs");
	}

	/** Of our own supervisor: its socket, its programs. */
	public Path supervisor() {
		return folder.resolve("supervisor");
	}
}
