package org.fleetdesk.serverless.engine.internal.provision;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.serverless.engine.internal.cloud.CloudSettings;
import org.fleetdesk.serverless.engine.internal.cloud.Delays;
import org.fleetdesk.serverless.engine.internal.cloud.EmbeddedCloud;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs;

/** An engine with its cloud in a process of its own, which a test may kill. */
final class ProvisionChild implements AutoCloseable {

	private final Process process;
	private final URI url;

	private ProvisionChild(Process process, URI url) {
		this.process = process;
		this.url = url;
	}

	/** The child's own part: serves until its standard input ends. @param arguments the folder */
	public static void main(String[] arguments) throws Exception {
		var folder = Path.of(arguments[0]);
		var settings = CloudSettings.of(folder.resolve("cloud"), "oneadmin", "opennebula").withDelays(Delays.all(Duration.ofMillis(20))).withHashing(1);
		try (var http = new HttpClientFactory();
				var cloud = EmbeddedCloud.start(new EmbeddedCloud.Settings(settings, EngineFixture.anywhere(), EngineFixture.anywhere(), Duration.ZERO, 0))) {
			var config = EngineConfig.DEFAULT.withCloud(cloud.xmlRpc(), cloud.oneflow(), true);
			try (var engine = ProvisioningEngine.start(
					new ProvisioningEngine.Settings(config, EngineFixture.anywhere(), ApiFace.NEW, http, EngineLogs.open(folder.resolve("log"), config.log())))) {
				System.out.println("ready: " + engine.url());
				System.in.readAllBytes();
			}
		}
	}

	/** Starts one and waits until it serves. */
	static ProvisionChild start(Path folder) throws IOException {
		var command = List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m", "-cp",
				System.getProperty("java.class.path"), ProvisionChild.class.getName(), folder.toString());
		var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		var out = process.inputReader(StandardCharsets.UTF_8);
		String line = out.readLine();
		while (line != null && !line.startsWith("ready: ")) { // a line of a logger
			line = out.readLine();
		}
		if (line == null) {
			process.destroyForcibly();
			throw new IOException("The engine did not start");
		}
		Thread.ofVirtual().start(() -> out.lines().forEach(l -> {
			// so that it never waits for a reader
		}));
		return new ProvisionChild(process, URI.create(line.substring(7)));
	}

	URI url() {
		return url;
	}

	/** As {@code kill -9}. */
	void kill() throws InterruptedException {
		process.destroyForcibly().waitFor();
	}

	@Override
	public void close() {
		process.destroyForcibly();
	}
}
