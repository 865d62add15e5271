package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Updates and checkpoints of real QEMU guests, by an engine that is a process of its own and is killed. */
@Timeout(300)
class EngineUpdateTest {

	/** Moments at which the engine is killed, from an update's beginning until it is done. */
	private static final int KILLS = 8;

	@TempDir
	Path folder;

	private EngineChild engine;
	private DockerClient docker;
	private String id;

	@BeforeEach
	void start() throws Exception {
		assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "qemu-system-aarch64"))), "QEMU is not installed");
		Samples.writeTo(folder.resolve("samples"));
		startAgain("10");
		for (String image : List.of("ticker", "ticker-v2", "crash")) {
			assertThat(docker.load(folder.resolve("samples/" + image + ".itb")).status()).isEqualTo(200);
		}
		id = docker.create("t", "ticker").json().path("Id").asText();
		assertThat(docker.verb("t", "start")).isEqualTo(204);
	}

	private void startAgain(String settle) throws Exception {
		engine = EngineChild.start(folder.resolve("data"), "--runtime", "auto", "--settle", settle);
		docker = new DockerClient(engine.url());
	}

	@AfterEach
	void removeGuests() throws Exception {
		if (engine != null) {
			docker.delete("/containers/t?force=1");
			docker.close();
			engine.close();
		}
	}

	private String image(String name) throws IOException {
		return docker.get("/images/" + name + "/json").json().path("Id").asText();
	}

	private DockerClient.Answer update(String image) throws IOException {
		return docker.postJson("/containers/t/update", "{'Image':'" + image + "'}");
	}

	private static List<Integer> numbers(List<String> log, String prefix) {
		return log.stream().filter(l -> l.startsWith(prefix)).map(l -> Integer.valueOf(l.substring(prefix.length()))).toList();
	}

	@Test
	void aNewVersionTakesOverAndABrokenOneDoesNot() throws Exception {
		DockerClient.await(() -> docker.logs("t", ""), l -> l.contains("tick 0"));
		var answer = update("ticker-v2");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(DockerClient.await(() -> docker.logs("t", ""), l -> l.contains("tock 0"))).contains("ticker up", "tick 0", "ticker version 2 up", "tock 0");
		assertThat(docker.states("t")).isEqualTo("running living");
		var refused = update("crash");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.message()).startsWith("The image crash did not stay living for 10 s").endsWith("; it is back on the old image");
		assertThat(docker.inspect("t").path("Image").asText()).isEqualTo(image("ticker-v2"));
		assertThat(docker.states("t")).isEqualTo("running living");
		int lines = docker.logs("t", "").lastIndexOf("panic: giving up");
		assertThat(lines).isPositive();
		assertThat(DockerClient.await(() -> docker.logs("t", ""), l -> l.lastIndexOf("tock 0") > lines).lastIndexOf("ticker version 2 up")).isGreaterThan(lines);
		assertThat(docker.inspect("t").path("Id").asText()).isEqualTo(id);
	}

	@Test
	void anUpdateInWhichTheEngineIsKilledEndsWithOneOfTheTwo() throws Exception {
		var images = List.of(image("ticker"), image("ticker-v2"));
		var ends = new TreeSet<String>();
		for (int kill = 0; kill < KILLS; kill++) {
			String next = docker.inspect("t").path("Image").asText().equals(images.get(0)) ? "ticker-v2" : "ticker";
			try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
				var answer = threads.submit(() -> update(next));
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(kill * kill * 30L));
				engine.kill();
				try {
					answer.get();
				} catch (ExecutionException e) {
					assertThat(e).hasCauseInstanceOf(IOException.class);
				}
			}
			docker.close();
			startAgain("1");
			assertThat(DockerClient.await(() -> files(), f -> f == 1)).as("images that are left after kill " + kill).isEqualTo(1);
			assertThat(DockerClient.await(() -> docker.states("t"), "running living"::equals)).isEqualTo("running living");
			String now = docker.inspect("t").path("Image").asText();
			assertThat(images).contains(now);
			assertThat(docker.inspect("t").path("Id").asText()).isEqualTo(id);
			String prints = now.equals(images.get(0)) ? "tick " : "tock ";
			assertThat(DockerClient.await(() -> docker.logs("t", "").getLast(), l -> l.startsWith(prints))).as("what the record says is what runs").startsWith(prints);
			assertThat(DockerClient.await(this::machines, m -> m == 1)).as("guests of the container").isEqualTo(1);
			ends.add(prints);
		}
		assertThat(ends).isNotEmpty();
	}

	private long files() throws IOException {
		try (var files = Files.list(folder.resolve("data/containers/" + id.substring(0, 12)))) {
			return files.filter(f -> f.toString().endsWith(".itb")).count();
		}
	}

	private long machines() {
		return ProcessHandle.allProcesses().filter(p -> p.info().command().orElse("").contains("qemu-system"))
				.filter(p -> p.info().commandLine().orElse("").contains(id.substring(0, 12))).count();
	}

	@Test
	void aCheckpointGoesOnWithTheNextLine() throws Exception {
		DockerClient.await(() -> docker.logs("t", ""), l -> l.contains("tick 2"));
		assertThat(docker.postJson("/containers/t/checkpoints", "{'CheckpointID':'one','Exit':true}").status()).isEqualTo(201);
		var before = numbers(docker.logs("t", ""), "tick ");
		assertThat(docker.states("t")).isEqualTo("exited booting");
		engine.kill();
		docker.close();
		startAgain("1");
		var started = docker.post("/containers/t/start?checkpoint=one");
		assertThat(started.status()).as(started.body()).isEqualTo(204);
		var after = DockerClient.await(() -> numbers(docker.logs("t", ""), "tick "), n -> n.size() > before.size() + 1);
		assertThat(after).isEqualTo(IntStream.range(0, after.size()).boxed().toList()).hasSizeGreaterThan(before.size() + 1);
		assertThat(docker.logs("t", "").stream().filter("ticker up"::equals)).as("it did not boot again").hasSize(1);
	}
}
