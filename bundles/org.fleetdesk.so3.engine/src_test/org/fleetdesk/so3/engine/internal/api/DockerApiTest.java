package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.internal.EmisoEngine;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.fleetdesk.so3.engine.internal.daemon.SlotRange;
import org.fleetdesk.so3.engine.internal.runtime.GuestExit;
import org.fleetdesk.so3.engine.internal.runtime.GuestState;
import org.fleetdesk.so3.engine.internal.runtime.SimulatedRuntime;
import org.fleetdesk.so3.model.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

/** The API over real HTTP; guests are the test's own or simulated. */
@Timeout(120)
class DockerApiTest {

	@TempDir
	Path folder;

	private final FakeRuntime fake = new FakeRuntime();
	private Path ticker;
	private Path crash;
	private EmisoEngine engine;
	private DockerClient docker;
	private String bootId = "boot-1";

	@BeforeEach
	void start() throws Exception {
		Samples.writeTo(folder.resolve("samples"));
		ticker = folder.resolve("samples/ticker.itb");
		crash = folder.resolve("samples/crash.itb");
		start(Runtimes.Mode.AUTO, false);
	}

	private void start(Runtimes.Mode mode, boolean endGuests) throws EngineException, InterruptedException {
		var settings = new EmisoEngine.Settings("1.2.3", folder.resolve("data"), folder.resolve("images"), folder.resolve("log"), new SlotRange(2, 4), "smart-1", bootId,
				endGuests);
		engine = EmisoEngine.start(settings, new Runtimes(mode, fake, new SimulatedRuntime()), new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY);
		docker = new DockerClient(engine.url());
	}

	@AfterEach
	void stop() throws IOException {
		docker.close();
		engine.close();
	}

	private void restart() throws Exception {
		stop();
		start(Runtimes.Mode.AUTO, false);
	}

	private String created(String name) throws IOException {
		assertThat(docker.load(ticker).status()).isEqualTo(200);
		var answer = docker.create(name, "ticker");
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		return answer.json().path("Id").asText();
	}

	private List<String> actions() throws IOException {
		return docker.get("/events?since=0&until=" + Instant.now().getEpochSecond() + ".999999999&filters={\"type\":[\"container\"]}".replace("{", "%7B").replace("}", "%7D")
				.replace("\"", "%22")).body().lines().filter(l -> !l.isBlank()).map(l -> new DockerClient.Answer(200, l).json().path("Action").asText()).toList();
	}

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
	void findsImagesUnderEveryUsualName() throws Exception {
		docker.load(ticker, "X-Fleetdesk-Name", "My Ticker (1).itb");
		JsonNode image = docker.get("/images/json").json().path(0);
		assertThat(image.path("RepoTags").path(0).asText()).isEqualTo("my-ticker-1:latest");
		String id = image.path("Id").asText();
		for (String name : List.of("my-ticker-1", "my-ticker-1:latest", "my-ticker-1.itb", "/mnt/ME/my-ticker-1.itb", id, id.substring(7, 19))) {
			assertThat(docker.get("/images/" + name + "/json").json().path("Id").asText()).as(name).isEqualTo(id);
		}
		assertThat(docker.get("/images/my-ticker-1:other/json").status()).isEqualTo(404);
		assertThat(docker.get("/images/..%2F..%2Fdata%2Fengine/json").status()).isEqualTo(404);
		var missing = docker.create("x", "nosuch");
		assertThat(missing.status()).isEqualTo(404);
		assertThat(missing.message()).isEqualTo("No such image: nosuch:latest");
	}

	@Test
	void refusesBrokenImagesAndLeavesNoTrace() throws Exception {
		Path broken = folder.resolve("broken.itb");
		byte[] bytes = Files.readAllBytes(ticker);
		bytes[bytes.length / 2] ^= 1;
		Files.write(broken, bytes);
		Path half = Files.write(folder.resolve("half.itb"), Arrays.copyOf(bytes, bytes.length / 3));
		Path text = Files.writeString(folder.resolve("text"), "hello");
		for (Path file : List.of(broken, half, text, Files.writeString(folder.resolve("empty"), ""))) {
			var answer = docker.load(file);
			assertThat(answer.status()).as(file + answer.body()).isEqualTo(400);
			assertThat(answer.message()).isNotBlank();
		}
		assertThat(docker.get("/images/json").body()).isEqualTo("[]");
		assertThat(folder.resolve("images")).isEmptyDirectory();
	}

	@Test
	void anUploadThatBreaksOffLeavesNoTrace() throws Exception {
		byte[] bytes = Files.readAllBytes(ticker);
		try (var socket = new Socket(engine.url().getHost(), engine.url().getPort()); OutputStream out = socket.getOutputStream()) {
			out.write(("POST /images/load HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			out.write(bytes, 0, 1000);
			out.flush();
			assertThat(DockerClient.await(this::filesInStore, n -> n > 0)).isPositive();
		}
		assertThat(DockerClient.await(this::filesInStore, n -> n == 0)).isZero();
		assertThat(docker.get("/images/json").body()).isEqualTo("[]");
	}

	private long filesInStore() throws IOException {
		try (var files = Files.list(folder.resolve("images"))) {
			return files.count();
		}
	}

	@Test
	void loadsArchivesWholeOrNotAtAll() throws Exception {
		Path good = archive("good.tar", ticker, crash);
		assertThat(docker.load(good).body()).contains("Loaded image: ticker:latest").contains("Loaded image: crash:latest");
		docker.delete("/images/ticker");
		docker.delete("/images/crash");
		Path bad = Files.writeString(folder.resolve("bad.itb"), "no image");
		assertThat(docker.load(archive("bad.tar", ticker, bad)).status()).isEqualTo(400);
		assertThat(docker.load(archive("none.tar", Files.writeString(folder.resolve("manifest.json"), "[]"))).message()).contains("no .itb");
		assertThat(folder.resolve("images")).isEmptyDirectory();
	}

	/** A damaged archive is the sender's matter, not a failure of the engine. */
	@Test
	void refusesDamagedArchives() throws Exception {
		byte[] tar = Files.readAllBytes(archive("whole.tar", ticker));
		var packed = new ByteArrayOutputStream();
		try (var gzip = new GZIPOutputStream(packed)) {
			gzip.write(tar);
		}
		for (byte[] damaged : List.of(Arrays.copyOf(tar, 1800), Arrays.copyOf(packed.toByteArray(), packed.size() / 2), new byte[] { 0x1f, (byte) 0x8b, 'x', 'y', 'z' })) {
			var answer = docker.load(Files.write(folder.resolve("damaged"), damaged));
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.message()).contains("damaged or cut off");
			assertThat(folder.resolve("images")).isEmptyDirectory();
		}
	}

	@Test
	void saysThatWithoutQemuEverythingIsSimulated() throws Exception {
		assertThat(docker.get("/info").json().at("/SO3/Runtime").asText()).isEqualTo("auto");
		fake.unusable = "QEMU is not installed.";
		var info = docker.get("/info").json();
		assertThat(info.at("/SO3/Runtime").asText()).isEqualTo("simulated");
		assertThat(info.at("/SO3/RuntimeProblem").asText()).contains("QEMU is not installed.", "simulated");
		assertThat(info.at("/Warnings/0").asText()).contains("QEMU is not installed.", "simulated");
	}

	@Test
	void elementsSayWhenTheLastRunBegan() throws Exception {
		created("a");
		assertThat(docker.get("/containers/json?all=1").json().at("/0/SO3/StartedAt").asText()).isEqualTo(Times.ZERO);
		docker.verb("a", "start");
		assertThat(docker.get("/containers/json?all=1").json().at("/0/SO3/StartedAt").asText()).isEqualTo(docker.inspect("a").at("/State/StartedAt").asText())
				.isNotEqualTo(Times.ZERO);
	}

	@Test
	void removesAGuestThatCouldNotBeTakenOver() throws Exception {
		String id = created("a");
		docker.verb("a", "start");
		fake.adoptFailure = "Its monitor does not answer.";
		restart();
		assertThat(docker.delete("/containers/a?force=1").status()).isEqualTo(204);
		assertThat(fake.guests.get(id).exit()).isDone();
	}

	private Path archive(String name, Path... files) throws IOException {
		Path archive = folder.resolve(name);
		try (var out = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
			for (Path file : files) {
				var entry = new TarArchiveEntry("x/" + file.getFileName());
				entry.setSize(Files.size(file));
				out.putArchiveEntry(entry);
				Files.copy(file, out);
				out.closeArchiveEntry();
			}
		}
		return archive;
	}

	@Test
	void aContainerKeepsItsImage() throws Exception {
		created("a");
		String id = docker.inspect("a").path("Image").asText();
		assertThat(docker.delete("/images/ticker").status()).isEqualTo(409);
		docker.load(crash, "X-Fleetdesk-Name", "ticker");
		assertThat(docker.get("/images/ticker/json").json().path("Id").asText()).isNotEqualTo(id);
		assertThat(docker.inspect("a").path("Image").asText()).isEqualTo(id);
		docker.verb("a", "start");
		assertThat(docker.verb("a", "restart")).as("its own content is still there").isEqualTo(204);
		assertThat(docker.delete("/images/ticker").json().toString()).contains("Untagged").contains("Deleted");
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
	void runsCapsulesSimulatedOrSaysWhyNot() throws Exception {
		fake.refusal = "The image is a capsule and needs the AVZ hypervisor.";
		docker.load(ticker);
		assertThat(docker.create("sim", "ticker").json().at("/Warnings/0").asText()).contains("simulated", fake.refusal);
		var element = docker.get("/containers/json?all=1").json().path(0);
		assertThat(element.path("Status").asText()).isEqualTo("Created (booting, slot 2, simulated)");
		assertThat(element.at("/SO3/Runtime").asText()).isEqualTo("simulated");
		docker.delete("/containers/sim");
		stop();
		start(Runtimes.Mode.QEMU, false);
		var refused = docker.create("a", "ticker");
		assertThat(refused.status()).isEqualTo(501);
		assertThat(refused.message()).contains("AVZ hypervisor").contains("--runtime qemu");
	}

	@Test
	void givesLogsPerContainerAndLetsClientsResume() throws Exception {
		stop();
		start(Runtimes.Mode.SIMULATED, false);
		created("a");
		docker.verb("a", "start");
		List<String> first = DockerClient.await(() -> docker.logs("a", "&timestamps=1"), l -> l.size() >= 3);
		assertThat(first).isSorted();
		String last = first.getLast().split(" ")[0];
		assertThat(last).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
		docker.verb("a", "stop");
		var whole = docker.logs("a", "&timestamps=1");
		assertThat(whole.subList(0, first.size())).as("times are stable").isEqualTo(first);
		assertThat(docker.logs("a", "&timestamps=1&since=" + last)).isEqualTo(whole.subList(first.size() - 1, whole.size()));
		assertThat(docker.logs("a", "&timestamps=1&until=" + last)).isEqualTo(first);
		assertThat(docker.logs("a", "&timestamps=1&tail=2")).isEqualTo(whole.subList(whole.size() - 2, whole.size()));
		assertThat(docker.logs("a", "&tail=0")).isEmpty();
		assertThat(docker.get("/containers/a/logs?stdout=1&tail=x").status()).isEqualTo(400);
		assertThat(docker.get("/containers/a/logs").status()).isEqualTo(400);
		docker.delete("/containers/a");
		created("b");
		assertThat(docker.inspect("b").at("/SO3/Slot").asInt()).isEqualTo(2);
		assertThat(docker.logs("b", "")).as("not the log of the slot's earlier tenant").doesNotContainAnyElementsOf(docker.logs("b", "").isEmpty() ? List.of("x") : whole);
	}

	@Test
	void aFollowerGetsLinesUntilTheGuestEnds() throws Exception {
		stop();
		start(Runtimes.Mode.SIMULATED, false);
		created("a");
		docker.verb("a", "start");
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var followed = threads.submit(() -> docker.logs("a", "&follow=1&timestamps=1"));
			DockerClient.await(() -> docker.logs("a", ""), l -> l.size() >= 3);
			docker.verb("a", "stop");
			assertThat(followed.get(20, TimeUnit.SECONDS)).isEqualTo(docker.logs("a", "&timestamps=1")).hasSizeGreaterThanOrEqualTo(3);
		}
	}

	@Test
	void filtersLists() throws Exception {
		created("web");
		created("db");
		docker.verb("web", "start");
		assertThat(names("")).containsExactly("/web");
		assertThat(names("?all=1")).containsExactly("/db", "/web");
		assertThat(names("?all=1&limit=1")).containsExactly("/db");
		assertThat(names("?filters={\"status\":[\"created\"]}")).containsExactly("/db");
		assertThat(names("?all=1&filters={\"name\":{\"^/we\":true}}")).containsExactly("/web");
		assertThat(names("?all=1&filters={\"label\":[\"site=lab\",\"site\"]}")).hasSize(2);
		assertThat(names("?all=1&filters={\"label\":[\"site=home\"]}")).isEmpty();
		assertThat(names("?all=1&filters={\"ancestor\":[\"ticker:latest\"],\"name\":[\"db\"]}")).containsExactly("/db");
		assertThat(docker.get("/containers/json?filters=%7B%22nosuch%22:[%22x%22]%7D".replace("[", "%5B").replace("]", "%5D")).status()).isEqualTo(400);
		assertThat(docker.get("/containers/json?filters=nonsense").status()).isEqualTo(400);
	}

	private List<String> names(String query) throws IOException {
		var found = docker.get("/containers/json" + query.replace("{", "%7B").replace("}", "%7D").replace("\"", "%22").replace("[", "%5B").replace("]", "%5D").replace("^",
				"%5E")).json();
		return StreamSupport.stream(found.spliterator(), false).map(c -> c.path("Names").path(0).asText()).toList();
	}

	@Test
	void speaksTheVersionsItSays() throws Exception {
		assertThat(docker.get("/_ping").body()).isEqualTo("OK");
		for (String prefix : List.of("", "/v1.24", "/v1.41", "/v1.47")) {
			assertThat(docker.get(prefix + "/version").json().path("ApiVersion").asText()).isEqualTo("1.47");
		}
		assertThat(docker.get("/v1.48/version").message()).contains("too new");
		assertThat(docker.get("/v1.23/version").message()).contains("too old");
		assertThat(docker.get("/v1.47/nosuch").status()).isEqualTo(404);
		assertThat(docker.get("/nosuch").body()).isEqualTo("{\"message\":\"page not found\"}");
		assertThat(docker.post("/version").status()).isEqualTo(405);
		assertThat(docker.post("/containers/create", new StringEntity("{}", ContentType.APPLICATION_JSON)).status()).isEqualTo(400);
		created("a");
		assertThat(docker.post("/containers/a/exec").status()).isEqualTo(501);
		var info = docker.get("/info").json();
		assertThat(info.path("Name").asText()).isEqualTo("smart-1");
		assertThat(info.path("Containers").asInt()).isEqualTo(1);
		assertThat(info.path("DriverStatus").toString()).contains("[\"Slots\",\"2-4\"]").contains("[\"Slot 2\",\"a (booting, qemu)\"]");
		assertThat(docker.get("/networks").body()).isEqualTo("[]");
		assertThat(docker.get("/volumes").json().path("Volumes").isArray()).isTrue();
		assertThat(docker.get("/plugins").body()).isEqualTo("[]");
		assertThat(docker.get("/system/df").json().path("Containers")).hasSize(1);
	}

	@Test
	void stoppingEndsFollowersAtOnce() throws Exception {
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var events = threads.submit(() -> docker.get("/events"));
			DockerClient.await(() -> docker.get("/info").json().path("NEventsListener").asInt(), n -> n == 1);
			engine.close();
			assertThat(events.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
		}
	}

}
