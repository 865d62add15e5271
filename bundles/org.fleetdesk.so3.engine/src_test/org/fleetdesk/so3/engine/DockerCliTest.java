package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The docker command line against the engine; guests run in QEMU where it is installed. */
@Timeout(180)
class DockerCliTest {

	@TempDir
	Path folder;

	private EngineChild engine;

	private record Result(int code, String out, String err) {
	}

	@BeforeEach
	void start() throws Exception {
		assumeTrue(Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, "docker"))), "The docker command line is not installed");
		Samples.writeTo(folder.resolve("samples"));
		engine = EngineChild.start(folder.resolve("data"), "--name", "smart-7", "--guests-on-stop", "end");
	}

	@AfterEach
	void stop() throws Exception {
		if (engine != null) {
			assertThat(engine.terminate()).isZero();
			engine.close();
		}
	}

	private Process start(Path out, Path err, String... arguments) throws IOException {
		var command = new ArrayList<>(List.of("docker"));
		command.addAll(List.of(arguments));
		var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
		builder.environment().put("DOCKER_HOST", "tcp://" + engine.url().getAuthority());
		builder.environment().put("DOCKER_CONFIG", folder.resolve("config").toString());
		return builder.start();
	}

	private Result docker(String... arguments) throws IOException, InterruptedException {
		Path out = Files.createTempFile(folder, "out", "");
		Path err = Files.createTempFile(folder, "err", "");
		var process = start(out, err, arguments);
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("docker " + String.join(" ", arguments)).isTrue();
		return new Result(process.exitValue(), Files.readString(out).strip(), Files.readString(err).strip());
	}

	/** The output of a command that must do. */
	private String done(String... arguments) throws IOException, InterruptedException {
		var result = docker(arguments);
		assertThat(result.code).as("docker " + String.join(" ", arguments) + ": " + result.err).isZero();
		return result.out;
	}

	@Test
	void theWholeCycle() throws Exception {
		assertThat(done("version")).contains("Fleetdesk EMISO Engine").contains("1.47");
		assertThat(done("info")).contains("Name: smart-7").contains("Slots: 2-6");
		assertThat(done("load", "-i", folder + "/samples/ticker.itb")).isEqualTo("Loaded image: ticker:latest");
		assertThat(done("images", "--format", "{{.Repository}}:{{.Tag}}")).isEqualTo("ticker:latest");
		Path eventsOut = folder.resolve("events");
		var events = start(eventsOut, folder.resolve("events.err"), "events", "--format", "{{.Type}} {{.Action}}", "--since", "0");
		String id = done("create", "--name", "t", "--label", "site=lab", "ticker");
		assertThat(id).matches("[0-9a-f]{64}");
		assertThat(done("ps", "-a", "--format", "{{.Names}} {{.State}} {{.Status}}")).startsWith("t created Created (booting, slot 2");
		assertThat(done("start", "t")).isEqualTo("t");
		assertThat(done("inspect", "-f", "{{.State.Status}} {{.State.Running}} {{.Config.Tty}} {{index .Config.Labels \"site\"}}", "t")).isEqualTo("running true false lab");
		Path followed = folder.resolve("followed");
		var logs = start(followed, folder.resolve("followed.err"), "logs", "-f", "t");
		assertThat(DockerClient.await(() -> Files.readString(followed).lines().count(), n -> n >= 3)).isGreaterThanOrEqualTo(3);
		assertThat(done("pause", "t")).isEqualTo("t");
		assertThat(done("ps", "--format", "{{.Status}}")).contains("(Paused)").contains("suspended");
		assertThat(done("unpause", "t")).isEqualTo("t");
		assertThat(done("logs", "--tail", "1", "t").lines()).hasSize(1);
		assertThat(docker("rm", "t").code).isNotZero();
		assertThat(done("stop", "t")).isEqualTo("t");
		assertThat(logs.waitFor(20, TimeUnit.SECONDS)).as("logs -f ends with the guest").isTrue();
		assertThat(logs.exitValue()).isZero();
		assertThat(Files.readString(followed).strip()).isEqualTo(done("logs", "t"));
		assertThat(done("ps", "-a", "--format", "{{.State}} {{.Status}}")).startsWith("exited Exited (137)").contains("booting, slot 2");
		assertThat(done("start", "t")).isEqualTo("t");
		assertThat(done("kill", "t")).isEqualTo("t");
		assertThat(done("wait", "t")).isEqualTo("137");
		assertThat(done("rm", "t")).isEqualTo("t");
		assertThat(done("ps", "-aq")).isEmpty();
		assertThat(done("system", "df")).contains("Images");
		assertThat(done("rmi", "ticker")).contains("Untagged: ticker:latest");
		assertThat(docker("create", "nosuch").err).contains("docker load");
		assertThat(docker("exec", "t", "ls").code).isNotZero();
		String all = DockerClient.await(() -> Files.readString(eventsOut), t -> t.contains("image delete"));
		events.destroy();
		assertThat(all.lines()).containsExactly("image load", "container create", "container start", "container pause", "container unpause", "container kill",
				"container die", "container stop", "container start", "container kill", "container die", "container destroy", "image untag", "image delete");
		assertThat(events.waitFor(20, TimeUnit.SECONDS)).isTrue();
	}
}
