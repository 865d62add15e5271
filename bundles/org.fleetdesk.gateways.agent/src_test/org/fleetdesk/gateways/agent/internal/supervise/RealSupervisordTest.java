package org.fleetdesk.gateways.agent.internal.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the suite asks, of Debian's supervisord. */
class RealSupervisordTest extends SupervisorConformance {

	@Override
	SupervisorUnderTest open(Path folder) throws Exception {
		return new RealSupervisord(folder, "");
	}

	@Test
	void overTcpItWantsItsPassword(@TempDir Path other) throws Exception {
		int port;
		try (var free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		Path password = Files.writeString(other.resolve("password"), "se cret\n");
		try (var real = new RealSupervisord(Files.createDirectory(other.resolve("d")), "[inet_http_server]\nport=127.0.0.1:" + port + "\nusername=gwe\npassword=se cret");
				var http = new HttpClientFactory();
				var right = open(http, port, "gwe", password);
				var wrong = open(http, port, "other", password)) {
			assertThat(right.version()).startsWith("supervisord 4.");
			assertThat(right.all()).isEmpty();
			assertThatThrownBy(wrong::all).isInstanceOf(SupervisorException.class).hasMessageContaining("does not answer").message().doesNotContain("se cret");
			assertThat(real.client.all()).isEmpty();
		}
	}

	private static XmlRpcSupervisor open(HttpClientFactory http, int port, String user, Path password) {
		return Supervisors.open(new AgentHome(Path.of("/nowhere")),
				new SupervisorSettings.Supervisord(URI.create("http://127.0.0.1:" + port), user, Optional.of(password), Path.of("/nowhere")), http);
	}

	@Test
	void oneThatIsNotThereIsSaidSo(@TempDir Path other) throws Exception {
		try (var http = new HttpClientFactory();
				var nobody = new XmlRpcSupervisor(http, URI.create("unix://" + other.resolve("s.sock")), Optional::empty, other, Duration.ofSeconds(1))) {
			assertThatThrownBy(nobody::all).isInstanceOfSatisfying(SupervisorException.class, e -> {
				assertThat(e.fault()).isZero();
				assertThat(e).hasMessageStartingWith("The supervisor does not answer: ");
			});
		}
	}
}
