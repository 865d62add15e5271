package org.fleetdesk.gateways.agent.internal.supervise;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.supervise.own.OwnSupervisor;
import org.fleetdesk.http.HttpClientFactory;

/** Supervisors for tests of other packages. */
public final class TestSupervisors {

	/** A supervisor and its client. */
	public interface Running extends AutoCloseable {

		Supervisor client();
	}

	private record One(Supervisor client, AutoCloseable end) implements Running {
		@Override
		public void close() throws Exception {
			end.close();
		}
	}

	private TestSupervisors() {
	}

	/** @param kind {@code own}, with the agent's folder, or {@code supervisord} */
	public static Running start(String kind, Path home) throws Exception {
		if (kind.equals("supervisord")) {
			var real = new RealSupervisord(Files.createDirectory(home.resolveSibling("d")), "");
			return new One(real.client, real);
		}
		var own = OwnSupervisor.start(new AgentHome(home), System.getenv(), "Fleetdesk 0", Clock.systemUTC());
		var http = new HttpClientFactory();
		var client = Supervisors.open(new AgentHome(home), new SupervisorSettings.Own(), http);
		return new One(client, () -> {
			client.close();
			http.close();
			own.close();
		});
	}

	/** One that does not answer. */
	public static Supervisor none() {
		return new XmlRpcSupervisor(new HttpClientFactory(), URI.create("unix:///nowhere/s.sock"), Optional::empty, Path.of("/nowhere"), Duration.ofSeconds(1));
	}
}
