package org.fleetdesk.gateways.agent.internal.gmq;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.gateways.agent.Gmq;

/** GMQ as a process of its own. */
final class GmqProcess implements AutoCloseable {

	final Process process;
	final URI url;

	private GmqProcess(Process process, URI url) {
		this.process = process;
		this.url = url;
	}

	/** Serves at a free port. */
	static GmqProcess serve(Path home, URI cloud) throws Exception {
		Files.createDirectories(home);
		Files.writeString(home.resolve("Engine.config"), "[engine]\ncloud = " + cloud + "\n");
		Files.writeString(home.resolve("gmq.cfg"), "[server]\nlisten = 127.0.0.1:0\n[cloud]\nretry_first = 0.05\nretry_max = 0.2\n[unq]\nbatch_record_period = 0.1\n");
		var process = builder(home).start();
		String line = process.inputReader().readLine();
		if (line == null) {
			throw new IllegalStateException(new String(process.getErrorStream().readAllBytes()));
		}
		Thread.ofVirtual().start(() -> {
			try {
				process.getErrorStream().transferTo(System.err);
			} catch (IOException e) {
				// it was killed
			}
		});
		return new GmqProcess(process, URI.create(line.replace("ready: ", "")));
	}

	/** A command of {@code gmq} and what it prints. */
	static String run(Path home, int code, String... words) throws Exception {
		var process = builder(home, words).redirectErrorStream(true).start();
		String out = new String(process.getInputStream().readAllBytes());
		if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != code) {
			throw new AssertionError("exit code " + process.exitValue() + ": " + out);
		}
		return out.strip();
	}

	private static ProcessBuilder builder(Path home, String... words) {
		var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp",
				System.getProperty("java.class.path"), "-Dlogback.configurationFile=" + Gmq.class.getResource("logback-gmq.xml"), Gmq.class.getName()));
		command.addAll(List.of(words));
		var builder = new ProcessBuilder(command);
		builder.environment().put("GWE_HOME", home.toString());
		return builder;
	}

	void kill() throws InterruptedException {
		process.destroyForcibly().waitFor();
	}

	@Override
	public void close() throws InterruptedException {
		process.destroy();
		if (!process.waitFor(20, TimeUnit.SECONDS)) {
			kill();
		}
	}
}
