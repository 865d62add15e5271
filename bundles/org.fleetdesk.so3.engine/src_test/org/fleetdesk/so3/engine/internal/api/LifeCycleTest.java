package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.daemon.SlotRange;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.fleetdesk.so3.engine.internal.runtime.GuestState;
import org.junit.jupiter.api.Test;

/** What the verbs do to containers and their guests. */
class LifeCycleTest extends EngineFixture {

	@Test
	void livesThroughDockersAndTheAgencysStates() throws Exception {
		String id = created("a");
		assertThat(id).matches("[0-9a-f]{64}");
		assertThat(docker.states("a")).isEqualTo("created booting");
		assertThat(docker.verb("a", "pause")).isEqualTo(409);
		assertThat(docker.verb("a", "stop")).isEqualTo(304);
		assertThat(docker.verb("a", "start")).isEqualTo(204);
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(docker.verb("a", "start")).isEqualTo(304);
		assertThat(docker.verb("a", "pause")).isEqualTo(204);
		assertThat(docker.states("a")).isEqualTo("paused suspended");
		assertThat(docker.verb("a", "pause")).isEqualTo(409);
		assertThat(docker.verb("a", "start")).isEqualTo(409);
		assertThat(docker.verb("a", "unpause")).isEqualTo(204);
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(docker.verb("a", "stop")).isEqualTo(204);
		assertThat(docker.states("a")).isEqualTo("exited booting");
		assertThat(docker.inspect("a").at("/State/ExitCode").asInt()).isEqualTo(137);
		assertThat(docker.inspect("a").at("/Id").asText()).isEqualTo(id);
		assertThat(docker.inspect("a").at("/SO3/Slot").asInt()).isEqualTo(2);
		assertThat(docker.verb("a", "restart")).isEqualTo(204);
		assertThat(docker.delete("/containers/a").status()).isEqualTo(409);
		assertThat(docker.verb("a", "kill?signal=SIGTERM")).isEqualTo(204);
		assertThat(docker.inspect("a").at("/State/ExitCode").asInt()).isEqualTo(143);
		assertThat(docker.verb("a", "kill")).isEqualTo(409);
		assertThat(docker.verb("a", "kill?signal=USR1")).isEqualTo(501);
		assertThat(docker.delete("/containers/a").status()).isEqualTo(204);
		assertThat(docker.verb("a", "start")).isEqualTo(404);
		assertThat(actions()).containsExactly("create", "start", "pause", "unpause", "kill", "die", "stop", "start", "restart", "kill", "die", "destroy");
	}

	@Test
	void seesAGuestThatDies() throws Exception {
		String id = created("a");
		docker.verb("a", "start");
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var exit = threads.submit(() -> docker.post("/containers/a/wait").json());
			assertThat(DockerClient.await(() -> docker.get("/info").json().path("NGoroutines").asInt(), n -> n > 1)).isEqualTo(2);
			fake.guests.get(id).die(new GuestExit(GuestExit.Reason.GUEST_RESET, 1, Instant.parse("2026-01-01T00:00:00Z"), "The guest reset itself"));
			assertThat(exit.get(20, TimeUnit.SECONDS).path("StatusCode").asInt()).isEqualTo(1);
		}
		assertThat(docker.states("a")).isEqualTo("exited dead");
		var state = docker.inspect("a").path("State");
		assertThat(state.path("ExitCode").asInt()).isEqualTo(1);
		assertThat(state.path("FinishedAt").asText()).isEqualTo("2026-01-01T00:00:00.000000000Z");
		assertThat(state.path("Error").asText()).isEqualTo("The guest reset itself");
		assertThat(DockerClient.await(this::actions, a -> a.contains("die"))).endsWith("die");
		assertThat(docker.verb("a", "start")).isEqualTo(204);
		assertThat(docker.states("a")).isEqualTo("running living");
	}

	@Test
	void followsWhatOthersDoToAGuest() throws Exception {
		String id = created("a");
		docker.verb("a", "start");
		fake.guests.get(id).become(GuestState.SUSPENDED);
		assertThat(DockerClient.await(() -> docker.states("a"), "paused suspended"::equals)).isEqualTo("paused suspended");
		fake.guests.get(id).become(GuestState.LIVING);
		assertThat(DockerClient.await(() -> docker.states("a"), "running living"::equals)).isEqualTo("running living");
	}

	@Test
	void aSlowGuestHoldsUpNobodyElse() throws Exception {
		created("slow");
		created("fast");
		fake.gate = new CountDownLatch(1);
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var slow = threads.submit(() -> docker.verb("slow", "start"));
			assertThat(DockerClient.await(() -> docker.get("/info").json().path("NGoroutines").asInt(), n -> n > 1)).isEqualTo(2);
			assertThat(docker.get("/containers/json?all=1").json()).hasSize(2);
			assertThat(docker.states("slow")).isEqualTo("created booting");
			assertThat(docker.delete("/containers/fast").status()).isEqualTo(204);
			assertThat(slow.isDone()).isFalse();
			fake.gate.countDown();
			assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo(204);
		}
	}

	@Test
	void aStopIsNoDeathWhileTheImageIsLoadedAgain() throws Exception {
		created("slow");
		docker.verb("slow", "start");
		fake.injectGate = new CountDownLatch(1);
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var stop = threads.submit(() -> docker.verb("slow", "stop"));
			assertThat(DockerClient.await(() -> docker.states("slow"), s -> s.startsWith("exited"))).isEqualTo("exited terminated");
			fake.injectGate.countDown();
			assertThat(stop.get(20, TimeUnit.SECONDS)).isEqualTo(204);
			assertThat(docker.states("slow")).isEqualTo("exited booting");
		}
	}

	@Test
	void holdsSlotsUntilContainersAreRemoved() throws Exception {
		created("a");
		created("b");
		created("c");
		docker.verb("b", "start");
		docker.verb("b", "stop");
		var full = docker.create("d", "ticker");
		assertThat(full.status()).isEqualTo(409);
		assertThat(full.message()).startsWith("No free slot").contains("a, b, c");
		docker.delete("/containers/b");
		created("d");
		assertThat(docker.inspect("d").at("/SO3/Slot").asInt()).isEqualTo(3);
	}

	@Test
	void aFailedInjectionLeavesNothing() throws Exception {
		docker.load(ticker);
		fake.injectFailure = "QEMU does not start";
		var failed = docker.create("a", "ticker");
		assertThat(failed.status()).isEqualTo(500);
		assertThat(failed.message()).isEqualTo("QEMU does not start");
		assertThat(docker.get("/containers/json?all=1").json()).isEmpty();
		assertThat(folder.resolve("data/containers")).isEmptyDirectory();
		fake.injectFailure = null;
		created("a");
		assertThat(docker.inspect("a").at("/SO3/Slot").asInt()).isEqualTo(2);
	}

	@Test
	void guardsNames() throws Exception {
		String id = created("web");
		created("db");
		assertThat(docker.create("web", "ticker").message()).contains("\"/web\" is already in use").contains(id);
		assertThat(docker.create("-x", "ticker").status()).isEqualTo(400);
		assertThat(docker.create("x%2Fy", "ticker").status()).isEqualTo(400);
		assertThat(docker.verb("db", "rename?name=web")).isEqualTo(409);
		assertThat(docker.verb("db", "rename?name=store")).isEqualTo(204);
		assertThat(docker.get("/containers/db/json").status()).isEqualTo(404);
		assertThat(docker.inspect(id.substring(0, 12)).path("Name").asText()).isEqualTo("/web");
		assertThat(docker.get("/containers/" + "0".repeat(64) + "/json").message()).startsWith("No such container");
		assertThat(created("db")).isNotEqualTo(id);
	}

	@Test
	void namesWinOverBeginningsOfIdsWhichMustBeUnambiguous() throws Exception {
		stop();
		slots = new SlotRange(2, 20);
		start(Runtimes.Mode.AUTO, false);
		var ids = new ArrayList<String>();
		for (int i = 0; i < 17; i++) { // two of them begin with the same digit
			ids.add(created("c" + i));
		}
		String digit = ids.stream().map(i -> i.substring(0, 1)).filter(d -> ids.stream().filter(i -> i.startsWith(d)).count() > 1).findFirst().orElseThrow();
		var refused = docker.get("/containers/" + digit + "/json");
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.message()).isEqualTo("Multiple IDs found with provided prefix: " + digit);
		assertThat(docker.verb("c0", "rename?name=" + digit + digit)).isEqualTo(204);
		assertThat(docker.inspect(digit + digit).path("Id").asText()).isEqualTo(ids.getFirst());
		assertThat(docker.inspect(ids.get(3).substring(0, 32)).path("Name").asText()).isEqualTo("/c3");
	}
}
