package org.fleetdesk.gateways.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.gateways.internal.SampleApplications;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import picocli.CommandLine;

@Timeout(60)
class AppCommandTest {

	@TempDir
	private Path folder;
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private int run(String... words) throws Exception {
		out.reset();
		err.reset();
		return command(new PrintStream(err, true, StandardCharsets.UTF_8), words).call();
	}

	private FleetCommand command(PrintStream errors, String... words) {
		var parsed = ((CommandLine) new AppCommand(null, null, null).newCommand()).parseArgs(words).subcommand();
		var command = (FleetCommand) parsed.commandSpec().userObject();
		command.connect(new PrintStream(out, true, StandardCharsets.UTF_8), errors, folder);
		return command;
	}

	private JsonNode json() throws IOException {
		return new ObjectMapper().readTree(out.toString());
	}

	private Path application() throws IOException {
		Path source = Files.createDirectories(folder.resolve("test_app"));
		Files.writeString(source.resolve("install.sh"), "#!/bin/sh\necho installed\n");
		source.resolve("install.sh").toFile().setExecutable(true);
		return source;
	}

	@Test
	void theSamplesAreFine() throws Exception {
		var files = new SampleApplications().writeTo(folder.resolve("samples"));
		assertThat(files).extracting(f -> f.getFileName().toString()).containsExactly("say_system.v1.tar.gz", "temp_app.v1.tar.gz", "test_app.v1.tar.gz", "test_app.v2-dies.tar.gz", "tick_app.v1.tar.gz", "tick_app.v2-dies.tar.gz");
		assertThat(run(Stream.concat(Stream.of("check"), files.stream().map(Path::toString)).toArray(String[]::new))).isZero();
		assertThat(out.toString()).contains("tick_app.v1.tar.gz: fine", "stdout_logfile = /var/log/tick_app.log   (default)", "none: it only does something once").doesNotContain("warning");
		var first = Files.readAllBytes(files.get(1));
		new SampleApplications().writeTo(folder.resolve("samples"));
		assertThat(Files.readAllBytes(files.get(1))).as("the same bytes each time").isEqualTo(first);
	}

	@Test
	void aFolderIsPackedAndChecked() throws Exception {
		application();
		assertThat(run("build", "test_app", "--app-version", "1", "--to", "made", "--json")).isZero();
		assertThat(json().path("file").asText()).isEqualTo(folder.resolve("made/test_app.v1.tar.gz").toString());
		assertThat(json().path("usable").asBoolean()).isTrue();
		assertThat(json().path("members").get(0).path("mode").asText()).isEqualTo("0755");
		assertThat(run("check", "made/test_app.v1.tar.gz")).isZero();
		try (var left = Files.list(folder.resolve("made"))) {
			assertThat(left).containsExactly(folder.resolve("made/test_app.v1.tar.gz"));
		}
	}

	@Test
	void whatCannotBeInstalledIsNotKeptAndTheOlderOneStays() throws Exception {
		Path source = application();
		run("build", "test_app", "--app-version", "1");
		var before = Files.readAllBytes(folder.resolve("test_app.v1.tar.gz"));
		source.resolve("install.sh").toFile().setExecutable(false);
		assertThat(run("build", "test_app", "--app-version", "1")).isEqualTo(1);
		assertThat(out.toString()).contains("not usable", "error, install.sh: Its owner may not execute it");
		assertThat(err.toString()).contains("not kept");
		assertThat(Files.readAllBytes(folder.resolve("test_app.v1.tar.gz"))).isEqualTo(before);
	}

	@Test
	void aBuildfileRunsItsCommandsAroundThePacking() throws Exception {
		Path source = application();
		Files.writeString(source.resolve("build.json"), """
				{"name": "made", "version": "2", "includes": ["install.sh", "*.txt"],
				 "pre_build_cmds": ["echo making; echo x > made.txt"], "post_build_cmds": ["rm made.txt"]}""");
		assertThat(run("build", "test_app/build.json", "--json")).isZero();
		assertThat(json().path("members").findValuesAsText("path")).containsExactly("install.sh", "made.txt");
		assertThat(err.toString()).contains("$ echo making", "making");
		assertThat(source.resolve("made.txt")).doesNotExist();
	}

	@Test
	void aCommandThatFailsEndsTheBuild() throws Exception {
		Path source = application();
		Files.writeString(source.resolve("build.json"), "{\"name\":\"made\",\"version\":\"2\",\"includes\":[\"install.sh\"],\"pre_build_cmds\":[\"exit 3\"]}");
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> run("build", "test_app/build.json"))).isInstanceOf(IOException.class).hasMessageContaining("exit code 3");
		assertThat(folder.resolve("made.v2.tar.gz")).doesNotExist();
	}

	@Test
	void aCancelledBuildKillsItsCommand() throws Exception {
		Path source = application();
		Files.writeString(source.resolve("build.json"), "{\"name\":\"made\",\"version\":\"2\",\"includes\":[\"install.sh\"],\"pre_build_cmds\":[\"echo $$; sleep 1000\"]}");
		var begun = new CountDownLatch(2); // the command is told, then its own first line
		var lines = new ByteArrayOutputStream();
		var errors = new PrintStream(lines, true, StandardCharsets.UTF_8) {
			@Override
			public void println(String line) {
				super.println(line);
				begun.countDown();
			}
		};
		var ended = new CountDownLatch(1);
		var building = Thread.ofVirtual().start(() -> {
			try {
				command(errors, "build", "test_app/build.json").call();
			} catch (InterruptedException e) {
				ended.countDown();
			} catch (Exception e) {
				throw new IllegalStateException(e);
			}
		});
		begun.await();
		building.interrupt();
		ended.await();
		long shell = Long.parseLong(lines.toString(StandardCharsets.UTF_8).lines().toList().get(1));
		ProcessHandle.of(shell).ifPresent(process -> process.onExit().join());
		assertThat(ProcessHandle.of(shell).filter(ProcessHandle::isAlive)).isEmpty();
	}

	@Test
	void badInputIsRefusedWithWhatToDo() throws Exception {
		application();
		Files.writeString(folder.resolve("broken.json"), "{");
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> run("build", "test_app"))).isInstanceOf(UsageException.class).hasMessageContaining("--app-version");
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> run("build", "test_app", "--app-version", "a b"))).isInstanceOf(UsageException.class).hasMessageContaining("NAME.vVERSION");
		assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> run("build", "broken.json"))).isInstanceOf(UsageException.class).hasMessageContaining("no buildfile");
		Files.writeString(folder.resolve("hello.v1.tar.gz"), "hello");
		assertThat(run("check", "hello.v1.tar.gz", "--json")).isEqualTo(1);
		assertThat(json().path("findings").findValuesAsText("severity")).contains("error");
		assertThat(List.of(json().path("name").asText(), json().path("version").asText())).containsExactly("hello", "1");
	}
}
