package org.fleetdesk.gateways.agent.internal.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.net.URI;

import org.fleetdesk.http.HttpClientFactory;

/** A supervisor on a socket, a client of it, and Debian's {@code supervisorctl}. */
abstract class SupervisorUnderTest implements AutoCloseable {

	final Path folder;
	final Path programs;
	final Path socket;
	final XmlRpcSupervisor client;
	private final HttpClientFactory http = new HttpClientFactory();

	SupervisorUnderTest(Path folder, Path programs, Path socket) throws IOException {
		this.folder = folder;
		this.programs = Files.createDirectories(programs);
		this.socket = socket;
		client = new XmlRpcSupervisor(http, URI.create("unix://" + socket), Optional::empty, programs, Duration.ofSeconds(60));
	}

	/** @return what it printed */
	String supervisorctl(String... arguments) throws Exception {
		Path out = Files.createTempFile(folder, "supervisorctl", ".out");
		assertThat(supervisorctlProcess(out, arguments).waitFor(60, TimeUnit.SECONDS)).isTrue();
		return new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
	}

	/** One that is running when this returns. */
	Process supervisorctlProcess(Path out, String... arguments) throws Exception {
		Path file = Files.writeString(folder.resolve("supervisorctl.conf"), "[supervisorctl]\n");
		var line = new ArrayList<>(List.of("/usr/bin/supervisorctl", "-c", file.toString(), "-s", "unix://" + socket));
		line.addAll(List.of(arguments));
		return new ProcessBuilder(line).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).start();
	}

	@Override
	public void close() throws Exception {
		client.close();
		http.close();
		end();
	}

	abstract void end() throws Exception;
}
