package org.fleetdesk.so3.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An engine as a child process, which a test may kill. */
final class EngineChild implements AutoCloseable {

	private final Process process;
	private final BufferedReader out;
	private final URI url;

	private EngineChild(Process process, BufferedReader out, URI url) {
		this.process = process;
		this.out = out;
		this.url = url;
	}

	/** Starts one and waits until it serves. */
	static EngineChild start(Path data, String... options) throws IOException {
		var command = command("--listen", "127.0.0.1:0", "--data", data.toString());
		command.addAll(List.of(options));
		var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
		String line = out.readLine();
		if (line == null || !line.startsWith("ready: ")) {
			process.destroyForcibly();
			throw new IOException("The engine said: " + line);
		}
		return new EngineChild(process, out, URI.create(line.substring(7)));
	}

	/** What starts an engine in a process of its own. */
	static List<String> command(String... options) {
		var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m",
				"--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), EmisoMain.class.getName(), "emiso"));
		command.addAll(List.of(options));
		return command;
	}

	URI url() {
		return url;
	}

	/** As {@code kill -9}. */
	void kill() throws InterruptedException {
		process.destroyForcibly().waitFor();
	}

	/** As {@code kill}; the exit code. */
	int terminate() throws InterruptedException, IOException {
		process.toHandle().destroy(); // Process.destroy would close its output too
		if (!process.waitFor(30, TimeUnit.SECONDS)) {
			throw new IOException("The engine does not end");
		}
		if (out.readLine() != null) {
			throw new IOException("The engine wrote more than the ready line to its standard output");
		}
		return process.exitValue();
	}

	@Override
	public void close() {
		process.destroyForcibly();
	}
}
