package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine is a process of its own with real QEMU guests, and is killed. */
@Timeout(180)
class EngineKillTest {

	@TempDir
	Path folder;

	private EngineChild engine;
	private DockerClient docker;

	@BeforeEach
	void start() throws Exception {
		assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "qemu-system-aarch64"))), "QEMU is not installed");
		Samples.writeTo(folder.resolve("samples"));
		startAgain();
	}

	private void startAgain() throws Exception {
		engine = EngineChild.start(folder.resolve("data"), "--runtime", "auto");
		docker = new DockerClient(engine.url());
	}

	@AfterEach
	void removeGuests() throws Exception {
		if (engine != null) {
			for (var container : docker.get("/containers/json?all=1").json()) {
				docker.delete("/containers/" + container.path("Id").asText() + "?force=1");
			}
			docker.close();
			engine.close();
		}
	}

	@Test
	void runningGuestsOutliveTheEngine() throws Exception {
		docker.load(folder.resolve("samples/ticker.itb"));
		for (String name : List.of("runs", "paused", "dies")) {
			docker.create(name, "ticker");
			assertThat(docker.verb(name, "start")).isEqualTo(204);
			assertThat(DockerClient.await(() -> docker.logs(name, ""), l -> l.size() > 1)).contains("tick 0");
		}
		docker.verb("paused", "pause");
		var before = List.of(docker.inspect("runs"), docker.inspect("paused"), docker.inspect("dies"));
		var logBefore = docker.logs("runs", "&timestamps=1");
		long pid = before.get(2).at("/State/Pid").asLong();

		engine.kill();
		assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
		docker.close();
		startAgain();

		for (int i = 0; i < 3; i++) {
			var now = docker.inspect(List.of("runs", "paused", "dies").get(i));
			for (String same : List.of("/Id", "/Image", "/Created", "/SO3/Slot", "/State/StartedAt")) {
				assertThat(now.at(same)).as(same).isEqualTo(before.get(i).at(same));
			}
		}
		assertThat(docker.states("runs")).isEqualTo("running living");
		assertThat(docker.states("paused")).isEqualTo("paused suspended");
		assertThat(docker.states("dies")).isEqualTo("exited dead");
		assertThat(docker.inspect("dies").at("/State/ExitCode").asInt()).isEqualTo(137);

		var log = DockerClient.await(() -> docker.logs("runs", "&timestamps=1"), l -> l.size() > logBefore.size() + 1);
		assertThat(log).startsWith(logBefore.toArray(String[]::new));
		var ticks = docker.logs("runs", "").stream().filter(l -> l.startsWith("tick ")).toList();
		assertThat(ticks).as("no line is missing or doubled").isEqualTo(IntStream.range(0, ticks.size()).mapToObj(n -> "tick " + n).toList());
		assertThat(folder.resolve("data/logs/me_2.log")).content().contains("[ME:2]").contains("tick 0");

		assertThat(docker.verb("paused", "unpause")).isEqualTo(204);
		assertThat(docker.verb("dies", "start")).isEqualTo(204);
		int lines = docker.logs("runs", "").size();
		assertThat(docker.verb("runs", "stop")).isEqualTo(204);
		assertThat(docker.states("runs")).isEqualTo("exited booting");
		assertThat(docker.verb("runs", "start")).isEqualTo(204);
		assertThat(DockerClient.await(() -> docker.logs("runs", ""), l -> l.lastIndexOf("tick 0") >= lines)).as("a fresh boot").contains("tick 0");
	}

	@Test
	void stopsCleanlyAndKeepsItsGuests() throws Exception {
		docker.load(folder.resolve("samples/ticker.itb"));
		docker.create("t", "ticker");
		docker.verb("t", "start");
		long pid = docker.inspect("t").at("/State/Pid").asLong();
		docker.close();
		assertThat(engine.terminate()).isZero();
		assertThat(ProcessHandle.of(pid)).isPresent();
		startAgain();
		assertThat(docker.states("t")).isEqualTo("running living");
		assertThat(docker.inspect("t").at("/State/Pid").asLong()).isEqualTo(pid);
	}
}
