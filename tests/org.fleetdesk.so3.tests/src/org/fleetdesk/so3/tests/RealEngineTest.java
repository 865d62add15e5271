package org.fleetdesk.so3.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peers that the client is tested against are real, run containers, and leave nothing. */
class RealEngineTest {

	@TempDir
	private Path folder;

	private interface Starter {
		RealEngine start(Path folder) throws Exception;
	}

	@Test
	void dockerdRunsAContainerAndLeavesNothing() throws Exception {
		runsAContainerAndLeavesNothing(RealEngine::dockerd);
	}

	@Test
	void podmanRunsAContainerAndLeavesNothing() throws Exception {
		runsAContainerAndLeavesNothing(RealEngine::podman);
	}

	private void runsAContainerAndLeavesNothing(Starter starter) throws Exception {
		String mark = "271828182"; // seconds: tells our sleeper from others
		try (var engine = starter.start(folder)) {
			for (var url : List.of(engine.socket(), engine.tcp())) {
				assertThat(docker(url.toString(), "run", "--rm", RealEngine.IMAGE, "echo", "hello")).isEqualTo("hello\n");
			}
			docker(engine.tcp().toString(), "run", "-d", RealEngine.IMAGE, "sleep", mark);
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while (sleepers(mark).isEmpty() && System.nanoTime() < deadline) {
				Thread.sleep(5); // the engine answers a little before the container's process is what it shall be
			}
			assertThat(sleepers(mark)).isNotEmpty();
		}
		assertThat(sleepers(mark)).isEmpty();
	}

	/** By /proc, because ProcessHandle does not tell the words of processes in other namespaces. */
	private static List<Path> sleepers(String mark) throws IOException {
		try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
			var found = new ArrayList<Path>();
			for (Path process : all) {
				try {
					if (Files.readString(process.resolve("cmdline")).equals("sleep\0" + mark + "\0")) {
						found.add(process);
					}
				} catch (IOException e) {
					continue; // it has ended
				}
			}
			return found;
		}
	}

	private String docker(String host, String... words) throws Exception {
		var command = new ArrayList<>(List.of("docker", "-H", host));
		command.addAll(List.of(words));
		var error = folder.resolve("error").toFile();
		var process = new ProcessBuilder(command).redirectError(error).start();
		process.getOutputStream().close();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output + Files.readString(error.toPath())).isZero();
		return output;
	}
}
