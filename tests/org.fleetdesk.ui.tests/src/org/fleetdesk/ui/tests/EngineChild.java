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

/** A real engine in a process of its own on a data folder. The guests of an EMISO engine end with it, unless it is killed. */
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
	 * Starts an EMISO engine and waits until it serves.
	 *
	 * @param listen a host and a port, which may be 0
	 */
	static EngineChild start(Path data, String listen, String runtime, String... options) throws IOException {
		var words = new ArrayList<>(List.of("emiso", "--listen", listen, "--data", data.toString(), "--runtime", runtime, "--guests-on-stop", "end"));
		words.addAll(List.of(options));
		return serving(data, words);
	}

	/** Starts a device cloud with a product on a free port and waits until it serves. */
	static EngineChild deviceCloud(Path data, String product, String token) throws IOException {
		return serving(data, List.of("devicecloud", "--listen", "127.0.0.1:0", "--data", data.toString(), "--product", product, "--vendor-token", token));
	}

	private static EngineChild serving(Path data, List<String> words) throws IOException {
		var process = java(EngineMain.class.getName(), words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
		if (line == null || !line.startsWith("ready: ")) {
			process.destroyForcibly();
			throw new IOException("The engine said: " + line);
		}
		return new EngineChild(data, process, URI.create(line.substring("ready: ".length())));
	}

	/** A process of Java with all bundles that are installed here on its class path. */
	static ProcessBuilder java(String main, List<String> words) {
		var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m",
				"--enable-native-access=ALL-UNNAMED", "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""), "-cp", classPath(), main));
		command.addAll(words);
		return new ProcessBuilder(command);
	}

	/** The bundle under test may be a folder. */
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
