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

	/** Who the gateway is, with its key to the cloud; mode 0600. */
	public Path gatewayCfg() {
		return folder.resolve("Gateway.cfg");
	}

	/** How the agent works. */
	public Path engineConfig() {
		return folder.resolve("Engine.config");
	}

	/** What must outlive the process: the journals, what is installed. */
	public Path state() {
		return folder.resolve("state");
	}

	/** What the check-in loop has begun; the installer keeps a journal of its own beside it. */
	public Path journal() {
		return state().resolve("journal");
	}

	/** Bytes moved, a file for each of those that count them. */
	public Path traffic() {
		return state().resolve("traffic");
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
