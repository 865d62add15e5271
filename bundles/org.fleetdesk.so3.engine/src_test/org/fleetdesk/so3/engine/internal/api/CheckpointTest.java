package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.DockerClient.Answer;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.junit.jupiter.api.Test;

/** Checkpoints over real HTTP. */
class CheckpointTest extends EngineFixture {

	private Answer checkpoint(String name, boolean exit) throws IOException {
		return docker.postJson("/v1.47/containers/a/checkpoints", "{'CheckpointID':'" + name + "','CheckpointDir':'','Exit':" + exit + "}");
	}

	private List<String> names() throws IOException {
		return docker.get("/containers/a/checkpoints").json().findValuesAsText("Name");
	}

	@Test
	void areMadeListedUsedAndRemoved() throws Exception {
		created("a");
		assertThat(docker.get("/containers/a/checkpoints").body()).isEqualTo("[]");
		assertThat(checkpoint("one", false).message()).isEqualTo("Container a is not running");
		docker.verb("a", "start");
		assertThat(checkpoint("one", false).status()).isEqualTo(201);
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(checkpoint("one", false).status()).isEqualTo(409);
		assertThat(checkpoint("two", true).status()).isEqualTo(201);
		assertThat(docker.states("a")).isEqualTo("exited booting");
		assertThat(docker.inspect("a").at("/State/ExitCode").asInt()).isEqualTo(137);
		var list = docker.get("/containers/a/checkpoints").json();
		assertThat(names()).containsExactly("one", "two");
		assertThat(list.at("/0/Size").asLong()).isPositive();
		assertThat(list.at("/0/Created").asText()).startsWith("20");
		assertThat(list.at("/0/Usable").asBoolean()).isTrue();
		assertThat(docker.post("/containers/a/start?checkpoint=one").status()).isEqualTo(204);
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(docker.post("/containers/a/start?checkpoint=one").status()).isEqualTo(304);
		assertThat(docker.delete("/containers/a/checkpoints/one").status()).isEqualTo(204);
		assertThat(docker.delete("/containers/a/checkpoints/one").message()).isEqualTo("checkpoint one does not exist for container a");
		restart();
		assertThat(names()).containsExactly("two");
		assertThat(actions()).containsExactly("create", "start", "checkpoint", "checkpoint", "kill", "die", "start");
		docker.delete("/containers/a?force=1");
		assertThat(folder.resolve("data/containers")).isEmptyDirectory();
	}

	@Test
	void wrongUsesAreRefused() throws Exception {
		created("a");
		docker.verb("a", "start");
		assertThat(checkpoint("../x", false).status()).isEqualTo(400);
		assertThat(checkpoint("", false).status()).isEqualTo(400);
		assertThat(docker.postJson("/containers/a/checkpoints", "{'CheckpointID':'x','CheckpointDir':'/tmp'}").status()).isEqualTo(501);
		docker.verb("a", "stop");
		assertThat(docker.post("/containers/a/start?checkpoint=nosuch").status()).isEqualTo(404);
		assertThat(docker.post("/containers/a/start?checkpoint=x&checkpoint-dir=%2Ftmp").status()).isEqualTo(501);
		assertThat(docker.states("a")).as("still there").isEqualTo("exited booting");
		assertThat(docker.get("/containers/nosuch/checkpoints").status()).isEqualTo(404);
		assertThat(docker.delete("/containers/a/checkpoints/nosuch").status()).isEqualTo(404);
	}

	@Test
	void belongToTheImageThatTheyWereMadeOf() throws Exception {
		created("a");
		docker.load(folder.resolve("samples/ticker-v2.itb"));
		docker.verb("a", "start");
		checkpoint("one", true);
		docker.postJson("/containers/a/update", "{'Image':'ticker-v2'}");
		var refused = docker.post("/containers/a/start?checkpoint=one");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.message()).contains("was made of the image ticker", "has the image ticker-v2");
		assertThat(docker.get("/containers/a/checkpoints").json().at("/0/Usable").asBoolean(true)).isFalse();
		docker.postJson("/containers/a/update", "{'Image':'ticker'}");
		assertThat(docker.post("/containers/a/start?checkpoint=one").status()).isEqualTo(204);
	}

	@Test
	void oneThatFailsLeavesNothing() throws Exception {
		String id = created("a");
		docker.verb("a", "start");
		fake.checkpointFailure = "The disk is full.";
		assertThat(checkpoint("one", true).message()).isEqualTo("The disk is full.");
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(names()).isEmpty();
		assertThat(folder.resolve("data/containers/" + id.substring(0, 12) + "/checkpoints")).isEmptyDirectory();
		fake.checkpointFailure = null;
		Files.createDirectories(folder.resolve("data/containers/" + id.substring(0, 12) + "/checkpoints/.half"));
		restart();
		assertThat(folder.resolve("data/containers/" + id.substring(0, 12) + "/checkpoints")).isEmptyDirectory();
	}

	/** At each thing that a checkpoint with the end of its guest does to it: the container runs on, or it has ended and there is the checkpoint. */
	@Test
	void anEngineThatIsKilledLeavesNoneHeld() throws Exception {
		created("a");
		docker.verb("a", "start");
		var done = new ArrayList<String>();
		fake.steps = done::add;
		checkpoint("all", true);
		assertThat(done).startsWith("suspend", "suspended", "checkpointed", "terminate", "terminated");
		var ends = new ArrayList<String>();
		for (int kill = 1; kill <= 5; kill++) {
			fake.steps = s -> {
			};
			docker.verb("a", "start");
			var left = new AtomicInteger(kill);
			fake.steps = s -> {
				if (left.decrementAndGet() <= 0) {
					throw new IllegalStateException("killed");
				}
			};
			String name = "c" + kill;
			checkpoint(name, true);
			fake.steps = s -> {
			};
			restart();
			ends.add(DockerClient.await(() -> docker.states("a"), s -> !s.contains("suspended") && !s.contains("paused")) + " " + names().contains(name));
		}
		assertThat(ends).containsExactly("running living false", "running living false", "running living false", "exited booting true", "exited booting true");
	}

	@Test
	void aSimulatedGuestGoesOnWhereItWas() throws Exception {
		stop();
		start(Runtimes.Mode.SIMULATED, false);
		created("a");
		docker.verb("a", "start");
		DockerClient.await(() -> docker.logs("a", ""), l -> l.contains("simulated: tick 2"));
		assertThat(checkpoint("one", true).status()).isEqualTo(201);
		var before = docker.logs("a", "");
		int last = Integer.parseInt(before.getLast().replace("simulated: tick ", ""));
		assertThat(docker.post("/containers/a/start?checkpoint=one").status()).isEqualTo(204);
		var after = DockerClient.await(() -> docker.logs("a", ""), l -> l.size() > before.size() + 1);
		var ticks = after.stream().filter(l -> l.startsWith("simulated: tick ")).map(l -> Integer.valueOf(l.replace("simulated: tick ", ""))).toList();
		assertThat(ticks).isEqualTo(IntStream.range(0, ticks.size()).boxed().toList()).hasSizeGreaterThan(last + 1);
	}
}
