package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.DockerClient.Answer;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container moves to another image, and back when that one does not live. */
class ImageUpdateTest extends EngineFixture {

	private static final GuestExit CRASH = new GuestExit(GuestExit.Reason.GUEST_RESET, 1, Instant.parse("2026-01-01T00:00:00Z"), "The guest reset itself.");

	/** As {@code kill -9} of the engine would stop it: nothing that follows is done. */
	private static final class Killed extends RuntimeException {
		private static final long serialVersionUID = 1L;
	}

	private Path next;
	private String id;
	private String old;

	@BeforeEach
	void container() throws Exception {
		next = folder.resolve("samples/ticker-v2.itb");
		docker.load(next);
		docker.load(crash);
		id = created("a");
		old = docker.inspect("a").path("Image").asText();
		fake.onLiving = g -> {
			if (g.runs(crash)) {
				g.die(CRASH);
			}
		};
	}

	private Answer update(String image) throws IOException {
		return docker.postJson("/v1.47/containers/a/update", "{'Image':'" + image + "'}");
	}

	private String imageId(String name) throws IOException {
		return docker.get("/images/" + name + "/json").json().path("Id").asText();
	}

	private List<String> files() throws IOException {
		try (var files = Files.list(folder.resolve("data/containers/" + id.substring(0, 12)))) {
			return files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".itb")).toList();
		}
	}

	@Test
	void whatIsUpGoesOnWithTheNewImage() throws Exception {
		docker.verb("a", "start");
		var before = docker.inspect("a");
		var answer = update("ticker-v2");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.json().path("Warnings")).isEmpty();
		var after = docker.inspect("a");
		for (String same : List.of("/Id", "/Name", "/Created", "/SO3/Slot", "/Config/Labels")) {
			assertThat(after.at(same)).as(same).isEqualTo(before.at(same));
		}
		assertThat(after.path("Image").asText()).isEqualTo(imageId("ticker-v2")).isNotEqualTo(old);
		assertThat(after.at("/Config/Image").asText()).isEqualTo("ticker-v2:latest");
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(fake.guests.get(id).runs(next)).isTrue();
		assertThat(files()).hasSize(1);
		assertThat(actions()).containsExactly("create", "start", "kill", "die", "start", "update");
		assertThat(update("ticker-v2").json().at("/Warnings/0").asText()).contains("has the image ticker-v2 already");
		assertThat(update("nosuch").status()).isEqualTo(404);
		assertThat(docker.verb("a", "restart")).as("its own link to the new image").isEqualTo(204);
		restart();
		assertThat(docker.inspect("a").path("Image").asText()).isEqualTo(after.path("Image").asText());
	}

	@Test
	void whatDoesNotLiveGivesWayToTheOldImage() throws Exception {
		docker.postJson("/containers/a/update", "{'RestartPolicy':{'Name':'always'}}");
		docker.verb("a", "start");
		var answer = update("crash");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.message()).isEqualTo("The image crash did not stay living for 0.3 s: The guest reset itself; it is back on the old image");
		assertThat(docker.inspect("a").path("Image").asText()).isEqualTo(old);
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(docker.inspect("a").path("RestartCount").asInt()).as("no restart by policy").isZero();
		assertThat(fake.guests.get(id).runs(ticker)).isTrue();
		assertThat(files()).containsExactly("image.itb");
		assertThat(actions()).containsExactly("create", "update", "start", "kill", "die", "start", "die", "start", "update");
	}

	@Test
	void whatCannotBeLoadedGivesWayToTheOldImage() throws Exception {
		docker.verb("a", "start");
		var ended = new AtomicInteger();
		fake.steps = s -> fake.injectFailure = s.equals("terminated") && ended.getAndIncrement() == 0 ? "QEMU does not start" : null;
		var answer = update("ticker-v2");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.message()).isEqualTo("QEMU does not start; it is back on the old image");
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(fake.guests.get(id).runs(ticker)).isTrue();
		assertThat(files()).containsExactly("image.itb");
	}

	@Test
	void whenNeitherCanBeLoadedItIsExitedAndSaysWhy() throws Exception {
		docker.verb("a", "start");
		fake.steps = s -> fake.injectFailure = s.equals("terminated") ? "QEMU does not start" : fake.injectFailure;
		var answer = update("ticker-v2");
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.message()).contains("the old image cannot be started either");
		assertThat(docker.states("a")).isEqualTo("exited dead");
		assertThat(docker.inspect("a").at("/State/Error").asText()).contains("QEMU does not start");
		fake.steps = s -> {
		};
		fake.injectFailure = null;
		assertThat(docker.verb("a", "start")).isEqualTo(204);
		assertThat(fake.guests.get(id).runs(ticker)).isTrue();
		assertThat(files()).containsExactly("image.itb");
	}

	@Test
	void whatIsNotUpHasTheNewImageLoaded() throws Exception {
		assertThat(update("crash").status()).isEqualTo(200);
		assertThat(docker.states("a")).isEqualTo("created booting");
		assertThat(fake.guests.get(id).runs(crash)).isTrue();
		docker.verb("a", "start");
		assertThat(DockerClient.await(() -> docker.states("a"), "exited dead"::equals)).isEqualTo("exited dead");
		assertThat(update("ticker-v2").status()).isEqualTo(200);
		assertThat(docker.states("a")).isEqualTo("exited booting");
		assertThat(docker.verb("a", "start")).isEqualTo(204);
		assertThat(fake.guests.get(id).runs(next)).isTrue();
		assertThat(files()).hasSize(1);
	}

	@Test
	void labelsAndPolicyChangeWithoutTouchingTheGuest() throws Exception {
		docker.verb("a", "start");
		var guest = fake.guests.get(id);
		assertThat(docker.postJson("/containers/a/update", "{'Labels':{'site':'roof','rack':'3'},'RestartPolicy':{'Name':'on-failure','MaximumRetryCount':2}}").body())
				.isEqualTo("{\"Warnings\":[]}");
		assertThat(docker.inspect("a").at("/Config/Labels").toString()).contains("\"site\":\"roof\"", "\"rack\":\"3\"");
		assertThat(docker.inspect("a").at("/HostConfig/RestartPolicy").toString()).isEqualTo("{\"Name\":\"on-failure\",\"MaximumRetryCount\":2}");
		assertThat(docker.postJson("/containers/a/update", "{'Labels':{}}").status()).isEqualTo(200);
		assertThat(docker.inspect("a").at("/Config/Labels")).isEmpty();
		assertThat(fake.guests.get(id)).isSameAs(guest);
		var refused = docker.postJson("/containers/a/update", "{'Memory':10485760,'CpuShares':0,'RestartPolicy':{'Name':''}}");
		assertThat(refused.status()).isEqualTo(501);
		assertThat(refused.message()).startsWith("Memory is set, but SO3 containers have fixed resources");
		assertThat(docker.postJson("/containers/a/update", "{'RestartPolicy':{'Name':'sometimes'}}").status()).isEqualTo(400);
		assertThat(docker.postJson("/containers/nosuch/update", "{}").status()).isEqualTo(404);
		restart();
		assertThat(docker.inspect("a").at("/HostConfig/RestartPolicy/Name").asText()).isEqualTo("on-failure");
	}

	/** At each thing that an update does to a guest, before and after it. */
	@ParameterizedTest
	@ValueSource(strings = { "ticker-v2", "crash" })
	void anEngineThatIsKilledLeavesOneOfTheTwo(String image) throws Exception {
		var done = new ArrayList<String>();
		docker.verb("a", "start");
		fake.steps = done::add;
		update(image);
		int steps = done.size();
		assertThat(done).contains("terminated", "injected", "migrated");
		for (int kill = 1; kill <= steps; kill++) {
			fake.steps = s -> {
			};
			update("ticker");
			assertThat(docker.inspect("a").path("Image").asText()).isEqualTo(old);
			var left = new AtomicInteger(kill);
			fake.steps = s -> {
				if (left.decrementAndGet() <= 0) {
					throw new Killed();
				}
			};
			int status = update(image).status();
			fake.steps = s -> {
			};
			restart();
			assertThat(DockerClient.await(() -> docker.states("a"), "running living"::equals)).as("killed at step %d of %s, answered %d", kill, done, status)
					.isEqualTo("running living");
			var settled = DockerClient.await(() -> files(), f -> f.size() == 1);
			assertThat(settled).as("nothing is left behind").hasSize(1);
			String now = docker.inspect("a").path("Image").asText();
			assertThat(now).isIn(image.equals("crash") ? List.of(old) : List.of(old, imageId(image)));
			assertThat(fake.guests.get(id).runs(now.equals(old) ? ticker : next)).as("the guest runs what the record says").isTrue();
		}
	}

	@Test
	void theNextEngineGoesOnWaitingForTheNewImage() throws Exception {
		docker.verb("a", "start");
		stop();
		settle = Duration.ofHours(1);
		start(Runtimes.Mode.AUTO, false);
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var answer = threads.submit(() -> update("ticker-v2"));
			DockerClient.await(() -> fake.guests.get(id).runs(next) && docker.states("a").equals("running living"), b -> b);
			stop();
			try {
				answer.get(20, TimeUnit.SECONDS);
			} catch (java.util.concurrent.ExecutionException e) {
				assertThat(e).hasCauseInstanceOf(IOException.class); // the engine has gone
			}
		}
		assertThat(files()).as("both are there as long as it is open").hasSize(2);
		settle = Duration.ofMillis(300);
		start(Runtimes.Mode.AUTO, false);
		assertThat(DockerClient.await(() -> files(), f -> f.size() == 1)).hasSize(1);
		assertThat(docker.states("a")).isEqualTo("running living");
		assertThat(docker.inspect("a").path("Image").asText()).isEqualTo(imageId("ticker-v2"));
	}
}
