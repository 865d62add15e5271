package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;

/** A cloud with its XML-RPC in a process of its own, which a test may kill. */
final class CloudChild implements AutoCloseable {

	private final Process process;
	private final String url;

	private CloudChild(Process process, String url) {
		this.process = process;
		this.url = url;
	}

	/** The child's own part: serves until its standard input ends. @param arguments the folder */
	public static void main(String[] arguments) throws Exception {
		var settings = CloudSettings.of(Path.of(arguments[0]), "oneadmin", "secret").withHashing(10)
				.withDelays(new Delays(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(2), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO));
		var cloud = Cloud.open(settings);
		try (cloud; var api = XmlRpcApi.start(cloud, Serving.at(new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY))) {
			cloud.start();
			System.out.println("ready: " + api.url());
			System.in.readAllBytes();
		}
	}

	/** Starts one and waits until it serves. */
	static CloudChild start(Path data) throws IOException {
		var command = List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
				System.getProperty("java.class.path"), CloudChild.class.getName(), data.toString());
		var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		var out = process.inputReader(StandardCharsets.UTF_8);
		String line = out.readLine();
		while (line != null && !line.startsWith("ready: ")) { // a line of a logger
			line = out.readLine();
		}
		if (line == null) {
			process.destroyForcibly();
			throw new IOException("The cloud did not start");
		}
		return new CloudChild(process, line.substring(7));
	}

	String url() {
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
