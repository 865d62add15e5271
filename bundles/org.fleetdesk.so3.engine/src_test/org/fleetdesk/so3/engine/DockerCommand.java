package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The docker command line, with an engine to talk to. */
final class DockerCommand {

	/** What a command came to. */
	record Result(int code, String out, String err) {
	}

	private final Path folder;
	private final URI engine;

	/** @param folder for its configuration and what it prints */
	DockerCommand(Path folder, URI engine) {
		this.folder = folder;
		this.engine = engine;
	}

	static boolean isInstalled(String program) {
		return Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program)));
	}

	/** Starts one that goes on. */
	Process start(Path out, Path err, String... arguments) throws IOException {
		var command = new ArrayList<>(List.of("docker"));
		command.addAll(List.of(arguments));
		var builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
		builder.environment().put("DOCKER_HOST", "tcp://" + engine.getAuthority());
		builder.environment().put("DOCKER_CONFIG", folder.resolve("config").toString());
		return builder.start();
	}

	Result run(String... arguments) throws IOException, InterruptedException {
		Path out = Files.createTempFile(folder, "out", "");
		Path err = Files.createTempFile(folder, "err", "");
		var process = start(out, err, arguments);
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("docker " + String.join(" ", arguments)).isTrue();
		} finally {
			process.destroyForcibly(); // docker stats does not heed a gentler signal
		}
		return new Result(process.exitValue(), Files.readString(out).strip(), Files.readString(err).strip());
	}

	/** The output of a command that must do. */
	String done(String... arguments) throws IOException, InterruptedException {
		var result = run(arguments);
		assertThat(result.code).as("docker " + String.join(" ", arguments) + ": " + result.err).isZero();
		return result.out;
	}

	/** What a command says that must fail. */
	String refused(String... arguments) throws IOException, InterruptedException {
		var result = run(arguments);
		assertThat(result.code).as("docker " + String.join(" ", arguments) + ": " + result.out).isNotZero();
		return result.err;
	}
}
