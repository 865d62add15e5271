package org.fleetdesk.product.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.fleetdesk.faults.Direction;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/** Several processes on one data folder: one of them executes, nothing is done twice, and nothing ends with a process that somebody else started. */
class OneOwnerTest {

	/** So large that it fits in no buffer on the way, through a proxy so slow that an upload takes minutes unless the proxy is healed. */
	private static final int IMAGE = 24 << 20;
	private static final Toxic SLOW = new Toxic.Bandwidth(30);
	private static final int REQUESTS = 100_000;

	@TempDir
	private Path folder;
	private Fleetdesk fleetdesk;
	private Engines engines;
	private FaultProxy first;
	private FaultProxy second;
	private Path image;

	@BeforeEach
	void prepare() throws Exception {
		fleetdesk = new Fleetdesk(folder);
		fleetdesk.withoutLocalFleet();
		engines = new Engines(2, folder.resolve("engines"));
		image = BigImage.write(fleetdesk, IMAGE);
		first = new FaultProxy(engines.url(0));
		second = new FaultProxy(engines.url(1));
		fleetdesk.connect(Map.of("so-0", http(first), "so-1", http(second)));
		first.add(Direction.UPSTREAM, SLOW);
		second.add(Direction.UPSTREAM, SLOW);
	}

	@AfterEach
	void endAll() throws IOException {
		fleetdesk.close();
		first.close();
		second.close();
		engines.close();
	}

	private static URI http(FaultProxy proxy) {
		return URI.create("http://127.0.0.1:" + proxy.port());
	}

	private Fleetdesk.Started deploy(String name, String on) {
		return fleetdesk.start("deploy", image.toString(), "--name", name, "--on", on);
	}

	private static void awaitUpload(FaultProxy proxy, Fleetdesk.Started deploy) {
		Fleetdesk.await("the upload is under way", () -> proxy.bytes(Direction.UPSTREAM) > REQUESTS, () -> Fleetdesk.read(deploy.err()));
	}

	private List<JsonNode> runs() {
		return StreamSupport.stream(fleetdesk.run("task", "list", "--json").ok().json().spliterator(), false).toList();
	}

	private String onlyRun() {
		return runs().stream().map(r -> r.path("id").asText()).reduce((a, b) -> {
			throw new AssertionError("more than one: " + a + ", " + b);
		}).orElseThrow();
	}

	private void assertRunsOnce(int engine, String name) {
		assertThat(engines.containers(engine)).singleElement().satisfies(c -> assertThat(c.path("Names").path(0).asText() + c.path("State").asText()).isEqualTo("/" + name + "running"));
		assertThat(engines.images(engine)).hasSize(1);
		assertThat(engines.files(engine)).hasSize(1);
	}

	@Test
	void runsADeploymentOnceThatTwoAskForAtTheSameTime() throws Exception {
		var both = List.of(deploy("once", "so-0"), deploy("once", "so-0"));
		Fleetdesk.await("one of them is refused", () -> both.stream().anyMatch(OneOwnerTest::refused), () -> Fleetdesk.read(both.get(0).err()) + Fleetdesk.read(both.get(1).err()));
		var refused = refused(both.get(0)) ? both.get(0) : both.get(1);
		var running = refused == both.get(0) ? both.get(1) : both.get(0);
		awaitUpload(first, running);
		String id = onlyRun();
		var third = fleetdesk.run("deploy", image.toString(), "--name", "once", "--on", "so-0");
		assertThat(third.code()).as(third.err()).isEqualTo(4);

		first.heal();
		fleetdesk.end(running).ok();
		var said = fleetdesk.end(refused); // when it is the one that executes, it ends with the other's command only
		assertThat(said.code()).as("the exit code of a duplicate; %s", said.err()).isEqualTo(4);
		assertThat(said.err()).contains("so-0", id).doesNotContain("\tat ");
		assertRunsOnce(0, "once");
		assertThat(onlyRun()).isEqualTo(id);
	}

	private static boolean refused(Fleetdesk.Started deploy) {
		return Fleetdesk.read(deploy.err()).contains("runs already");
	}

	@Test
	void resumesOnceWhenTwoAskForItAtTheSameTime() throws Exception {
		var deploy = deploy("once", "so-0");
		awaitUpload(first, deploy);
		deploy.process().destroyForcibly().waitFor();
		String id = onlyRun();
		first.heal();

		var both = List.of(fleetdesk.start("task", "resume", id), fleetdesk.start("task", "resume", id));
		var ends = both.stream().map(fleetdesk::end).toList();
		assertThat(ends).anySatisfy(e -> assertThat(e.code()).as(e.err()).isZero());
		assertThat(ends).allSatisfy(e -> assertThat(e.err()).doesNotContain("\tat "));
		assertThat(ends).filteredOn(e -> e.code() != 0).allSatisfy(e -> assertThat(e.err()).contains(id));
		assertRunsOnce(0, "once");
		assertThat(runs()).singleElement().satisfies(r -> assertThat(r.path("id").asText() + r.path("state").asText()).isEqualTo(id + "done"));
	}

	@Test
	void tellsACommandWhoseOwnerIsKilledAndLosesNothingOfIt() throws Exception {
		var owner = deploy("mine", "so-0");
		awaitUpload(first, owner);
		var guest = deploy("theirs", "so-1");
		awaitUpload(second, guest);
		owner.process().destroyForcibly().waitFor();
		var said = fleetdesk.end(guest);
		assertThat(said.code()).isNotZero();
		assertThat(said.err()).contains("ended", "task list").doesNotContain("\tat ");
		first.heal();
		second.heal();

		var left = runs();
		assertThat(left).hasSize(2).allSatisfy(r -> assertThat(r.path("state").asText()).isEqualTo("interrupted"));
		fleetdesk.run("task", "resume", left.get(0).path("id").asText(), left.get(1).path("id").asText()).ok();
		assertRunsOnce(0, "mine");
		assertRunsOnce(1, "theirs");
	}

	@Test
	void letsTheCommandOfAnotherEndBeforeItEndsItself() throws Exception {
		var owner = deploy("mine", "so-0");
		awaitUpload(first, owner);
		var guest = deploy("theirs", "so-1");
		awaitUpload(second, guest);
		first.heal();
		Fleetdesk.await("its own deployment is done", () -> Fleetdesk.read(owner.out()).contains("done"), () -> Fleetdesk.read(owner.err()));
		assertRunsOnce(0, "mine");
		Fleetdesk.await("it says what it waits for", () -> Fleetdesk.read(owner.err()).contains("others"), () -> Fleetdesk.read(owner.err()));
		assertThat(owner.process().isAlive()).isTrue();
		second.heal();
		fleetdesk.end(guest).ok();
		fleetdesk.end(owner).ok();
		assertRunsOnce(1, "theirs");
	}

	@Test
	void followsAndCancelsWhatAnotherProcessRuns() throws Exception {
		var owner = deploy("gone", "so-0");
		awaitUpload(first, owner);
		String id = onlyRun();
		var log = fleetdesk.start("task", "log", "-f", id);
		Fleetdesk.await("the log is followed", () -> Fleetdesk.read(log.out()).contains("Upload"), () -> Fleetdesk.read(log.err()));
		assertThat(log.process().isAlive()).isTrue();

		fleetdesk.run("task", "cancel", id).ok();
		assertThat(fleetdesk.end(owner).code()).isEqualTo(130);
		assertThat(fleetdesk.end(log).ok().out()).contains("Cancelled");
		assertThat(runs()).singleElement().satisfies(r -> assertThat(r.path("state").asText()).isEqualTo("cancelled"));
		first.heal(); // which lets the end of the upload through
		Fleetdesk.await("nothing is left on the engine", () -> engines.empty(0), () -> engines.describe(0));
	}
}
