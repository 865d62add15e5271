package org.fleetdesk.gateways.agent.internal.supervise;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Which supervisor runs the applications (section {@code [supervisor]} of Engine.config). */
public sealed interface SupervisorSettings {

	/** The one of our own, on a socket in the agent's folder. */
	record Own() implements SupervisorSettings {
	}

	/**
	 * A supervisord that is there.
	 *
	 * @param url      {@code unix:///run/supervisor.sock} or {@code http://127.0.0.1:9001}
	 * @param user     for HTTP Basic; empty: none
	 * @param password file that holds the password in its first line; empty: none
	 * @param programs folder that it includes, usually {@code /etc/supervisor/conf.d}
	 */
	record Supervisord(URI url, String user, Optional<Path> password, Path programs) implements SupervisorSettings {
	}
}
