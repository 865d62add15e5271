package org.fleetdesk.gateways.agent.internal.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.fleetdesk.gateways.agent.internal.Agent;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.Hosting;
import org.fleetdesk.gateways.agent.internal.config.Configuration;
import org.fleetdesk.gateways.agent.internal.install.InstallSettings;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorSettings;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent and a cloud whose certificate no known authority stands for. */
class TlsTest {

	private static final char[] PASSWORD = "changeit".toCharArray();

	@TempDir
	Path folder;

	@Test
	void aCloudIsTrustedByItsAuthorityOnly() throws Exception {
		Path authorities = certificate("cloud");
		Path other = certificate("other");
		try (var cloud = new ScriptedCloud(context("cloud"))) {
			assertThat(once(cloud, null)).isFalse();
			assertThat(once(cloud, other)).isFalse();
			assertThat(cloud.requests()).as("nothing is sent to it").isEmpty();

			assertThat(once(cloud, authorities)).isTrue();
			assertThat(cloud.get("device_info")).isNotEmpty();
		}
	}

	/** @return the certificate, in PEM */
	private Path certificate(String name) throws Exception {
		Path store = folder.resolve(name + ".p12");
		keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString());
		Path pem = folder.resolve(name + ".pem");
		keytool("-exportcert", "-rfc", "-alias", name, "-keystore", store.toString(), "-file", pem.toString());
		return pem;
	}

	private void keytool(String... words) throws Exception {
		var line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		line.addAll(List.of(words));
		line.addAll(List.of("-storepass", new String(PASSWORD)));
		Path out = folder.resolve("keytool.out");
		assertThat(new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(out.toFile()).start().waitFor()).as(() -> {
			try {
				return Files.readString(out);
			} catch (IOException e) {
				return e.toString();
			}
		}).isZero();
	}

	private SSLContext context(String name) throws Exception {
		var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(KeyStore.getInstance(folder.resolve(name + ".p12").toFile(), PASSWORD), PASSWORD);
		var context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

	private boolean once(ScriptedCloud cloud, Path authorities) throws Exception {
		var home = new AgentHome(folder.resolve("home"));
		var configuration = new Configuration(home);
		configuration.setGateway(Map.of("vendor", "p", "model", "p", "uuid", "sn1"));
		configuration.setEngine(Map.of("cloud", cloud.url().toString(), "authorities", authorities == null ? "" : authorities.toString()));
		try (var agent = new Agent(home, hosting(), Clock.systemUTC(), new SplittableRandom(1))) {
			return agent.once();
		}
	}

	private Hosting hosting() {
		return new Hosting() {
			@Override
			public Hosted host(AgentHome home, SupervisorSettings settings) {
				return () -> { };
			}

			@Override
			public Supervisor supervisor(AgentHome home, SupervisorSettings settings, HttpClientFactory http) {
				return (Supervisor) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Supervisor.class }, (proxy, method, arguments) -> {
					throw new SupervisorException(0, "There is no supervisor.", null);
				});
			}

			@Override
			public Installing installing(AgentHome home, InstallSettings settings, Supervisor supervisor, Clock clock) {
				return new Installing(new KnownInstaller(folder.resolve("machine")), List::of);
			}
		};
	}
}
