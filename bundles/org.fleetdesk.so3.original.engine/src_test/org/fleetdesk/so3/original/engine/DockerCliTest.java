package org.fleetdesk.so3.original.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the docker command line makes of an original engine, as it was seen with a real one's answers. */
@Timeout(120)
class DockerCliTest {

	@TempDir
	Path folder;
	private OriginalEngine engine;

	@BeforeEach
	void start() throws IOException {
		assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "docker"))), "The docker command line is not installed");
		engine = new OriginalEngine(Generation.V4, Files.createDirectories(folder.resolve("so")));
		Files.writeString(engine.images().resolve("ticker.itb"), "image");
	}

	@AfterEach
	void close() {
		if (engine != null) {
			engine.close();
		}
	}

	/** @return exit code, and both outputs without white space at the end */
	private String docker(String... arguments) throws IOException, InterruptedException {
		var command = new ArrayList<>(List.of("docker"));
		command.addAll(List.of(arguments));
		Path out = Files.createTempFile(folder, "out", "");
		var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
		builder.environment().put("DOCKER_HOST", engine.url().toString());
		builder.environment().put("DOCKER_CONFIG", folder.resolve("config").toString());
		var process = builder.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("docker " + String.join(" ", arguments)).isTrue();
		} finally {
			process.destroyForcibly();
		}
		return (process.exitValue() + " " + Files.readString(out)).strip();
	}

	@Test
	void doesWhatTheEngineKnows() throws Exception {
		assertThat(docker("version")).startsWith("0 ").contains("Server: emiso").contains("1.43");
		assertThat(docker("info")).contains("Name: agency");
		assertThat(docker("images", "--format", "{{.Repository}}:{{.Tag}}")).isEqualTo("0 ticker.itb:latest");
		assertThat(docker("create", "--name", "t", "ticker")).isEqualTo("0 0");
		assertThat(docker("start", "0")).isEqualTo("0 0");
		assertThat(docker("ps", "--format", "{{.Names}} {{.State}}")).isEqualTo("0 t running");
		assertThat(docker("inspect", "-f", "{{.State.Status}} {{.Config.Tty}}", "0")).isEqualTo("0 running false");
		assertThat(docker("pause", "0")).isEqualTo("0 0");
		assertThat(docker("ps", "-a", "--format", "{{.Names}} {{.State}}")).isEqualTo("0 t paused");
		docker("unpause", "0");
		docker("stop", "0");
		assertThat(docker("ps", "-a", "--format", "{{.Names}} {{.State}}")).isEqualTo("0 t exited");
		assertThat(docker("rm", "0")).isEqualTo("0 0");
		assertThat(docker("network", "ls", "-q")).isEqualTo("0");
		assertThat(docker("volume", "ls", "-q")).isEqualTo("0");
	}

	@Test
	void cannotReadTheLog() throws Exception {
		docker("create", "--name", "t", "ticker");
		Files.writeString(engine.log(0), "[S3C:2] hello\n", StandardOpenOption.CREATE);
		assertThat(docker("logs", "0")).as("it asks for tail=all").startsWith("1 ").contains("Internal Error");
		assertThat(docker("logs", "--tail", "10", "0")).contains("Unrecognized input header: 91");
		Files.writeString(engine.log(0), "2026-01-01T12:00:00+00:00 agency kernel: [S3C:2] hello\n");
		assertThat(docker("logs", "--tail", "10", "0")).contains("Unrecognized input header: 50");
	}

	@Test
	void takesATextForAConfirmation() throws Exception {
		docker("create", "--name", "t", "ticker");
		docker("start", "0");
		assertThat(docker("kill", "0")).isEqualTo("0 0");
		assertThat(docker("rename", "0", "other")).isEqualTo("0");
		assertThat(docker("stop", "t")).isEqualTo("0 t");
		assertThat(docker("ps", "-a", "--format", "{{.Names}} {{.State}}")).isEqualTo("0 t running");
		for (String[] command : List.of(new String[] { "top", "0" }, new String[] { "rmi", "ticker" }, new String[] { "update", "--memory", "1g", "0" }, new String[] { "system", "df" })) {
			assertThat(docker(command)).as(String.join(" ", command)).startsWith("1 ").contains("invalid character 'P' looking for beginning of value");
		}
	}
}
