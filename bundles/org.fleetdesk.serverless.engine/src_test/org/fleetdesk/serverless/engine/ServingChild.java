package org.fleetdesk.serverless.engine;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A server in a process of its own, which a test may kill. */
public final class ServingChild implements AutoCloseable {

	private static final String READY = "ready: ";

	private final Process process;
	private final URI url;

	private ServingChild(Process process, URI url) {
		this.process = process;
		this.url = url;
	}

	/** The child's own part: says that it serves, and does so until its standard input ends. */
	public static void serve(Object url) throws IOException {
		System.out.println(READY + url);
		System.in.readAllBytes();
	}

	/**
	 * Starts one and waits until it serves.
	 *
	 * @param main what has a {@code main} that calls {@link #serve}; it is given the folder
	 */
	public static ServingChild start(Class<?> main, Path folder) throws IOException {
		var command = List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m", "-cp",
				System.getProperty("java.class.path"), main.getName(), folder.toString());
		var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		var out = process.inputReader(StandardCharsets.UTF_8);
		String line = out.readLine();
		while (line != null && !line.startsWith(READY)) { // a line of a logger
			line = out.readLine();
		}
		if (line == null) {
			process.destroyForcibly();
			throw new IOException(main.getSimpleName() + " did not start");
		}
		Thread.ofVirtual().start(() -> out.lines().forEach(l -> {
			// so that it never waits for a reader
		}));
		return new ServingChild(process, URI.create(line.substring(READY.length())));
	}

	public URI url() {
		return url;
	}

	/** As {@code kill -9}. */
	public void kill() throws InterruptedException {
		process.destroyForcibly().waitFor();
	}

	@Override
	public void close() {
		process.destroyForcibly();
	}
}
