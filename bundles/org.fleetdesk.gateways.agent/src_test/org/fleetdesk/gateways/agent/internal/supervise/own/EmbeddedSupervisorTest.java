package org.fleetdesk.gateways.agent.internal.supervise.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.fleetdesk.gateways.agent.internal.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hardly happens from outside: calls in the midst of an end, and logs that cannot be rotated. */
@Timeout(60)
class EmbeddedSupervisorTest {

	@TempDir
	Path folder;

	@Test
	void nothingIsStartedOrAddedWhileItEnds() throws Exception {
		Path programs = Files.createDirectories(folder.resolve("conf.d"));
		Path ready = folder.resolve("ready");
		Files.writeString(programs.resolve("slow.conf"), "[program:slow]\ncommand = /bin/sh -c 'trap \"\" TERM; echo >%s; while true; do sleep 0.1; done'\nstartsecs = 0\nstopwaitsecs = 2\n".formatted(ready));
		Files.writeString(programs.resolve("other.conf"), "[program:other]\ncommand = /bin/sleep 500\nautostart = false\n");
		var environment = Map.of("PATH", System.getenv("PATH"));
		var supervisor = new EmbeddedSupervisor(new ProgramFolder(programs, folder, environment, user -> true), new Launcher(environment, ""), new Notebook(folder.resolve("notes.json")), Clock.systemUTC());
		supervisor.start();
		Await.until(() -> Files.exists(ready));
		Files.writeString(programs.resolve("third.conf"), "[program:third]\ncommand = /bin/sleep 500\n");
		supervisor.reload();

		supervisor.shutdown();
		assertThatThrownBy(() -> supervisor.startProcess("other", false)).isInstanceOf(Fault.class).hasMessage("SHUTDOWN_STATE");
		assertThatThrownBy(() -> supervisor.addProgram("third")).isInstanceOf(Fault.class).hasMessage("SHUTDOWN_STATE");
		supervisor.awaitEnd();
		assertThat(supervisor.process("other")).containsEntry("pid", 0);
	}

	@Test
	void aLogThatCannotBeRotatedLosesNeitherItselfNorItsCopies() throws Exception {
		Path log = Files.writeString(folder.resolve("app.log"), "x".repeat(1000));
		Files.writeString(folder.resolve("app.log.1"), "one");
		Files.writeString(folder.resolve("app.log.2"), "two");
		Path inTheWay = Files.createDirectories(folder.resolve("app.log.rotating/x"));
		var now = new AtomicLong(Long.MAX_VALUE); // it overflows some day
		var logs = new LogFiles(now::get);
		var settings = new ProgramSettings.Log(Optional.of(log), 600, 3);
		for (int i = 0; i < 4; i++) {
			logs.rotate(settings);
			now.addAndGet(Duration.ofMinutes(2).toNanos());
		}
		assertThat(log).hasSize(1000);
		assertThat(folder.resolve("app.log.1")).hasContent("one");
		assertThat(folder.resolve("app.log.2")).hasContent("two");

		Files.delete(inTheWay);
		Files.delete(inTheWay.getParent());
		logs.rotate(settings);
		assertThat(log).isEmptyFile();
		assertThat(folder.resolve("app.log.1")).hasSize(400);
		assertThat(folder.resolve("app.log.3")).hasContent("one");
		assertThat(folder.resolve("app.log.rotating")).doesNotExist();
	}

	@Test
	void aLogThatCannotBeRotatedIsTriedAgainAMinuteLater() throws Exception {
		Path log = Files.writeString(folder.resolve("app.log"), "x".repeat(1000));
		Path inTheWay = Files.createDirectories(folder.resolve("app.log.rotating/x"));
		var now = new AtomicLong();
		var logs = new LogFiles(now::get);
		var settings = new ProgramSettings.Log(Optional.of(log), 600, 3);
		logs.rotate(settings);
		Files.delete(inTheWay);
		Files.delete(inTheWay.getParent());
		now.addAndGet(Duration.ofSeconds(50).toNanos());
		logs.rotate(settings);
		assertThat(log).hasSize(1000);
		now.addAndGet(Duration.ofSeconds(11).toNanos());
		logs.rotate(settings);
		assertThat(log).isEmptyFile();
	}

	@Test
	void aFailureInTheSecondPieceDoublesNotTheFirstAndLosesNoCopy() throws Exception {
		Path log = Files.writeString(folder.resolve("app.log"), "a".repeat(600) + "b".repeat(400));
		Files.writeString(folder.resolve("app.log.2"), "old");
		Path inTheWay = Files.createDirectories(folder.resolve("app.log.3/x")); // where the old one goes when the second piece comes
		var now = new AtomicLong();
		var logs = new LogFiles(now::get);
		var settings = new ProgramSettings.Log(Optional.of(log), 600, 3);
		for (int i = 0; i < 3; i++) {
			logs.rotate(settings);
			now.addAndGet(Duration.ofMinutes(2).toNanos());
		}
		assertThat(log).hasSize(1000);
		assertThat(folder.resolve("app.log.1")).hasContent("a".repeat(600));
		Files.delete(inTheWay);
		logs.rotate(settings);
		assertThat(log).isEmptyFile();
		assertThat(folder.resolve("app.log.1")).hasContent("b".repeat(400));
		assertThat(folder.resolve("app.log.2")).hasContent("a".repeat(600));
		assertThat(folder.resolve("app.log.3")).hasContent("old");
	}
}
