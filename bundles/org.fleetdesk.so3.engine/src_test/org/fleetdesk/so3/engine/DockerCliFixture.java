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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine in a process of its own and the docker command line of this machine. */
@Timeout(180)
abstract class DockerCliFixture {

	@TempDir
	Path folder;

	EngineChild engine;

	/** What a command gave. */
	record Result(int code, String out, String err) {
	}

	/** What runs the guests. */
	String runtime() {
		return "auto";
	}

	static boolean isInstalled(String program) {
		return Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program)));
	}

	@BeforeEach
	void start() throws Exception {
		assumeTrue(isInstalled("docker"), "The docker command line is not installed");
		Samples.writeTo(folder.resolve("samples"));
		engine = EngineChild.start(folder.resolve("data"), "--name", "smart-7", "--guests-on-stop", "end", "--runtime", runtime());
	}

	@AfterEach
	void stop() throws Exception {
		if (engine != null) {
			assertThat(engine.terminate()).isZero();
			engine.close();
		}
	}

	Process start(Path out, Path err, String... arguments) throws IOException {
		var command = new ArrayList<>(List.of("docker"));
		command.addAll(List.of(arguments));
		var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
		builder.environment().put("DOCKER_HOST", "tcp://" + engine.url().getAuthority());
		builder.environment().put("DOCKER_CONFIG", folder.resolve("config").toString());
		return builder.start();
	}

	Result docker(String... arguments) throws IOException, InterruptedException {
		Path out = Files.createTempFile(folder, "out", "");
		Path err = Files.createTempFile(folder, "err", "");
		var process = start(out, err, arguments);
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("docker " + String.join(" ", arguments)).isTrue();
		return new Result(process.exitValue(), Files.readString(out).strip(), Files.readString(err).strip());
	}

	/** The output of a command that must do. */
	String done(String... arguments) throws IOException, InterruptedException {
		var result = docker(arguments);
		assertThat(result.code()).as("docker " + String.join(" ", arguments) + ": " + result.err).isZero();
		return result.out;
	}
}
