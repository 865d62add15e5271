package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.junit.jupiter.api.Test;

/** What is left of containers when their engine goes and another one comes. */
class EngineRestartTest extends EngineFixture {

	@Test
	void removesAGuestThatCouldNotBeTakenOver() throws Exception {
		String id = created("a");
		docker.verb("a", "start");
		fake.adoptFailure = "Its monitor does not answer.";
		restart();
		assertThat(docker.delete("/containers/a?force=1").status()).isEqualTo(204);
		assertThat(fake.guests.get(id).exit()).isDone();
	}

	@Test
	void survivesARestartOfTheEngine() throws Exception {
		String a = created("a");
		String b = created("b");
		created("c");
		docker.verb("a", "start");
		docker.verb("b", "start");
		docker.verb("b", "pause");
		docker.verb("c", "start");
		docker.verb("c", "stop");
		String c = docker.inspect("c").path("Id").asText();
		fake.guests.get(c).forceTerminate();
		fake.guests.get(a).die(new GuestExit(GuestExit.Reason.KILLED, 139, Instant.parse("2026-02-02T00:00:00Z"), "Killed by signal 11"));
		DockerClient.await(() -> docker.states("a"), "exited dead"::equals);
		docker.verb("a", "start");
		stop();
		fake.guests.get(a).die(new GuestExit(GuestExit.Reason.KILLED, 137, Instant.parse("2026-03-03T00:00:00Z"), "Killed by signal 9"));
		Path slotLog = Files.writeString(folder.resolve("log/me_9.log"), "old");
		start(Runtimes.Mode.AUTO, false);
		assertThat(docker.states("a")).isEqualTo("exited dead");
		assertThat(docker.inspect("a").at("/State/ExitCode").asInt()).isEqualTo(137);
		assertThat(docker.inspect("a").at("/State/FinishedAt").asText()).startsWith("2026-03-03");
		assertThat(docker.states("b")).isEqualTo("paused suspended");
		assertThat(docker.inspect("b").path("Id").asText()).isEqualTo(b);
		assertThat(docker.inspect("b").at("/SO3/Slot").asInt()).isEqualTo(3);
		assertThat(docker.states("c")).as("re-injected").isEqualTo("exited booting");
		assertThat(actions()).contains("create", "pause").endsWith("die");
		assertThat(docker.verb("b", "unpause")).isEqualTo(204);
		assertThat(slotLog).exists();
		bootId = "boot-2";
		restart();
		assertThat(slotLog).as("deleted after a boot").doesNotExist();
	}

	@Test
	void endsGuestsWithTheEngineWhenToldSo() throws Exception {
		stop();
		start(Runtimes.Mode.AUTO, true);
		String id = created("a");
		docker.verb("a", "start");
		restart();
		assertThat(fake.guests.get(id).exit()).isNotDone();
		assertThat(docker.states("a")).isEqualTo("exited booting");
		assertThat(docker.inspect("a").at("/State/ExitCode").asInt()).isEqualTo(137);
	}
}
