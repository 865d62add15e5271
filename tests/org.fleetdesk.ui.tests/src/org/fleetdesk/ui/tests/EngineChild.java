package org.fleetdesk.ui.tests;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.eclipse.core.runtime.FileLocator;
import org.osgi.framework.FrameworkUtil;

/** A real EMISO engine in a process of its own on a data folder. Its guests end with it, unless it is killed. */
final class EngineChild implements AutoCloseable {

	private final Path data;
	private final Process process;
	private final URI url;

	private EngineChild(Path data, Process process, URI url) {
		this.data = data;
		this.process = process;
		this.url = url;
	}

	/**
	 * Starts one and waits until it serves.
	 *
	 * @param listen a host and a port, which may be 0
	 */
	static EngineChild start(Path data, String listen, String runtime, String... options) throws IOException {
		var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m",
				"--enable-native-access=ALL-UNNAMED", "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""), "-cp", classPath(),
				EmisoMain.class.getName(), "emiso", "--listen", listen, "--data", data.toString(), "--runtime", runtime, "--guests-on-stop", "end"));
		command.addAll(List.of(options));
		var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
		if (line == null || !line.startsWith("ready: ")) {
			process.destroyForcibly();
			throw new IOException("The engine said: " + line);
		}
		return new EngineChild(data, process, URI.create(line.substring("ready: ".length())));
	}

	/** All bundles that are installed here; the one under test may be a folder. */
	private static String classPath() {
		return Arrays.stream(FrameworkUtil.getBundle(EngineChild.class).getBundleContext().getBundles()).flatMap(b -> FileLocator.getBundleFileLocation(b).stream())
				.map(f -> f.isDirectory() ? new File(f, "target/classes") : f).map(File::getPath).collect(Collectors.joining(File.pathSeparator));
	}

	URI url() {
		return url;
	}

	/**
	 * Asks it as another client would.
	 *
	 * @param request such as {@code DELETE /containers/c}
	 * @return the status line
	 */
	String ask(String request, String body) throws IOException {
		try (var socket = new Socket(url.getHost(), url.getPort())) {
			socket.getOutputStream().write((request + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
					+ body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().findFirst().orElse("");
		}
	}

	/** As {@code kill -9}; its guests run on. */
	void kill() throws InterruptedException {
		process.destroyForcibly().waitFor();
	}

	@Override
	public void close() throws InterruptedException {
		process.destroy();
		if (!process.waitFor(20, TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
		}
		Guest.endAll(data);
	}
}
