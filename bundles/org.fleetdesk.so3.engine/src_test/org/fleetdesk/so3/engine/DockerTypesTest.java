package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Docker project's own Go types decode all answers of the engine: those of Portainer's snapshot and all others. Debian has these types in
 * golang-github-docker-docker-dev.
 */
@Timeout(300)
class DockerTypesTest {

	private static final Path GO_CODE = Path.of("/usr/share/gocode");

	@TempDir
	Path folder;

	@Test
	void allAnswersDecode() throws Exception {
		boolean installed = DockerCliFixture.isInstalled("go") && Files.isDirectory(GO_CODE.resolve("src/github.com/docker/docker/api/types"));
		assertThat(installed || System.getenv("CI") == null).as("Go and the Docker project's types are needed: golang-go, golang-github-docker-docker-dev").isTrue();
		assumeTrue(installed, "Go or the Docker project's types are not installed (golang-go, golang-github-docker-docker-dev)");
		assumeTrue(DockerCliFixture.isInstalled("qemu-system-aarch64"), "QEMU is not installed");
		Path program = build();
		Samples.write("ticker", folder.resolve("ticker.itb"));
		try (var engine = EngineChild.start(folder.resolve("data"), "--guests-on-stop", "end"); var docker = new DockerClient(engine.url())) {
			assertThat(docker.load(folder.resolve("ticker.itb")).status()).isEqualTo(200);
			assertThat(docker.create("t", "ticker").status()).isEqualTo(201);
			assertThat(docker.verb("t", "start")).isEqualTo(204);
			assertThat(docker.post("/containers/t/checkpoints", new StringEntity("{\"CheckpointID\":\"one\"}", ContentType.APPLICATION_JSON)).status()).isEqualTo(201);
			String said = run(120, List.of(program.toString(), engine.url().toString(), "t", "ticker", "one"));
			assertThat(said).contains("ok GET /v1.41/info", "ok GET /system/df").doesNotContain("FAILED");
			assertThat(engine.terminate()).isZero();
		}
	}

	private Path build() throws Exception {
		Path source = folder.resolve("snapshot.go");
		try (var in = DockerTypesTest.class.getResourceAsStream("snapshot.go")) {
			Files.copy(in, source);
		}
		Path program = folder.resolve("snapshot");
		run(200, List.of("go", "build", "-o", program.toString(), source.toString()));
		return program;
	}

	private String run(int seconds, List<String> command) throws IOException, InterruptedException {
		Path out = Files.createTempFile(folder, "out", "");
		var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).directory(folder.toFile());
		builder.environment().put("GO111MODULE", "off");
		builder.environment().put("GOPATH", GO_CODE.toString());
		builder.environment().put("GOCACHE", folder.resolve("cache").toString());
		var process = builder.start();
		assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as(String.join(" ", command)).isTrue();
		String said = Files.readString(out);
		assertThat(process.exitValue()).as(said).isZero();
		return said;
	}
}
