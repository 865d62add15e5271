package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

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

	@Test
	void takesAGuestOverAsSoonAsItCan() throws Exception {
		String id = created("a");
		docker.verb("a", "start");
		fake.adoptFailure = "Its monitor does not answer.";
		restart();
		assertThat(docker.states("a")).isEqualTo("running unknown");
		assertThat(docker.inspect("a").at("/State/Error").asText()).contains("Its monitor does not answer.", "tried again");
		fake.adoptFailure = null;
		assertThat(DockerClient.await(() -> docker.states("a"), "running living"::equals)).isEqualTo("running living");
		assertThat(docker.inspect("a").at("/State/Error").asText()).isEmpty();
		assertThat(fake.guests.get(id).exit()).isNotDone();
		assertThat(actions()).containsExactly("create", "start");
	}

	@Test
	void aDamagedRecordCostsOneContainerOnly() throws Exception {
		String a = created("a");
		created("b");
		docker.verb("a", "start");
		stop();
		Path record = folder.resolve("data/containers/" + a.substring(0, 12) + "/container.json");
		Files.writeString(record, "{\"version\":2,\"sta");
		start(Runtimes.Mode.AUTO, false);
		assertThat(docker.states("b")).isEqualTo("created booting");
		var dead = docker.get("/containers/json?all=1&filters=%7B%22status%22%3A%5B%22dead%22%5D%7D").json();
		assertThat(dead).hasSize(1);
		String name = dead.at("/0/Names/0").asText().substring(1);
		assertThat(dead.at("/0/Id").asText()).startsWith(a.substring(0, 12));
		assertThat(docker.inspect(name).at("/State/Dead").asBoolean()).isTrue();
		assertThat(docker.inspect(name).at("/State/Error").asText()).contains("container.json is damaged");
		assertThat(docker.post("/containers/" + name + "/start").status()).isEqualTo(409);
		assertThat(record).as("left as it is, to be repaired").hasContent("{\"version\":2,\"sta");
		assertThat(docker.delete("/containers/" + name).status()).isEqualTo(204);
		assertThat(record.getParent()).doesNotExist();
		assertThat(created("c")).as("its slot is free").isNotEmpty();
	}

	@Test
	void readsRecordsOfTheFirstFormat() throws Exception {
		String a = created("a");
		String image = docker.inspect("a").path("Image").asText();
		stop();
		Path record = folder.resolve("data/containers/" + a.substring(0, 12) + "/container.json");
		String time = Files.getLastModifiedTime(record.resolveSibling("image.itb")).toInstant().toString();
		Files.writeString(record, ("{'version':1,'state':{'id':'" + a + "','name':'old','imageId':'" + image + "','imageName':'ticker','imageSize':"
				+ Files.size(record.resolveSibling("image.itb")) + ",'imageTime':'" + time + "','labels':{'site':'lab'},'environment':[],'command':[],"
				+ "'created':'2026-01-01T00:00:00Z','slot':3,'runtime':'qemu','spid':'','shortDesc':'','state':'EXITED','exitCode':137,'started':'2026-01-01T00:00:01Z',"
				+ "'finished':'2026-01-01T00:00:02Z','error':'','restartCount':1,'exits':2,'removing':false}}").replace('\'', '"'));
		start(Runtimes.Mode.AUTO, false);
		assertThat(docker.states("old")).isEqualTo("exited booting");
		assertThat(docker.inspect("old").at("/SO3/Slot").asInt()).isEqualTo(3);
		assertThat(docker.inspect("old").path("Image").asText()).isEqualTo(image);
		assertThat(docker.inspect("old").at("/Config/Labels/site").asText()).isEqualTo("lab");
		assertThat(docker.verb("old", "start")).isEqualTo(204);
	}

	/** All guests are gone then, and each container is as it would be had its guest ended at that moment. */
	@Test
	void afterARebootOfTheHostStoppedContainersAreBootingAgain() throws Exception {
		String stopped = created("stopped");
		String ran = created("ran");
		docker.verb("stopped", "start");
		docker.verb("stopped", "stop");
		docker.verb("ran", "start");
		stop();
		for (String id : List.of(stopped, ran)) {
			fake.guests.get(id).die(new GuestExit(GuestExit.Reason.UNKNOWN, 255, Instant.parse("2026-03-03T00:00:00Z"), "The host has restarted since"));
		}
		start(Runtimes.Mode.AUTO, false);
		assertThat(docker.states("stopped")).isEqualTo("exited booting");
		assertThat(docker.states("ran")).isEqualTo("exited dead");
		assertThat(docker.inspect("ran").at("/State/Error").asText()).contains("host has restarted");
	}
}
