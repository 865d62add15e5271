package org.fleetdesk.gateways.agent.internal.supervise;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpCredentials;

/** Opens the supervisor that the settings name. */
public final class Supervisors {

	/** How long a program may take to come up or to end: longer than {@code startsecs} and {@code stopwaitsecs} of nearly all. */
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private Supervisors() {
	}

	/** The socket of the supervisor of our own. */
	public static Path socket(AgentHome home) {
		return home.supervisor().resolve("supervisor.sock");
	}

	/** The folder of programs of the supervisor of our own. */
	public static Path programs(AgentHome home) {
		return home.supervisor().resolve("conf.d");
	}

	/** Makes a client without any I/O; whoever opens it closes it. */
	public static XmlRpcSupervisor open(AgentHome home, SupervisorSettings settings, HttpClientFactory http) {
		return switch (settings) {
		case SupervisorSettings.Own() -> new XmlRpcSupervisor(http, URI.create("unix://" + socket(home).toUri().getRawPath()), Optional::empty, programs(home), PATIENCE);
		case SupervisorSettings.Supervisord(URI url, String user, Optional<Path> password, Path programs) -> new XmlRpcSupervisor(http, url,
				() -> user.isEmpty() ? Optional.empty() : Optional.of(new HttpCredentials.Basic(user, password.map(Supervisors::firstLine).orElse(""))), programs, PATIENCE);
		};
	}

	/** Read anew for each request, so that it can be changed; a password that cannot be read is refused by the supervisor. */
	private static String firstLine(Path file) {
		try (var lines = Files.newBufferedReader(file)) {
			String line = lines.readLine();
			return line == null ? "" : line;
		} catch (IOException e) {
			return "";
		}
	}
}
