package org.fleetdesk.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fleetdesk.docker.DockerFailure.Kind;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

class DockerEngineTest {

	private final HttpClientFactory factory = new HttpClientFactory(HttpAudit.NONE);
	private FakeEngine fake;
	private DockerEngine engine;

	@TempDir
	private Path folder;

	@BeforeEach
	void start() throws IOException {
		use("1.44");
	}

	private void use(String apiVersion) throws IOException {
		if (engine != null) {
			stop();
		}
		fake = new FakeEngine(apiVersion);
		engine = new DockerEngine(factory.open(DockerEngine.settings(fake.url())));
	}

	private void stop() {
		engine.close();
		fake.close();
	}

	@AfterEach
	void end() {
		stop();
		factory.close();
	}

	private static void assertFails(Kind kind, String message, ThrowingCallable call) {
		assertThatThrownBy(call).isInstanceOfSatisfying(DockerFailure.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind)).hasMessageContaining(message);
	}

	@ParameterizedTest
	@CsvSource({ "1.43, /v1.43", "1.51, /v1.47", "'', ''", "nonsense, ''" })
	void speaksTheApiVersionThatBothKnow(String offered, String prefix) throws Exception {
		use(offered);
		fake.on("GET " + prefix + "/version", 200, "{\"Version\":\"1.0\",\"Platform\":{\"name\":\"emiso\"}}");
		assertThat(engine.version().text("Platform.name")).isEqualTo("emiso");
		engine.version();
		assertThat(fake.requests).containsExactly("HEAD /_ping", "GET " + prefix + "/version", "GET " + prefix + "/version");
	}

	@Test
	void readsContainersWithTheEnginesOwnMembers() throws Exception {
		fake.on("GET /v1.44/containers/json", 200, """
				[{"Id":"3","Names":["/ticker"],"Created":1700000000,"Labels":{"a":"b"},"SO3":{"Slot":3,"State":"living","Runtime":"qemu"}},
				{"Id":"4","Names":null,"Created":"2026-11-21T22:00:00.5Z","Labels":[]}]""");
		var containers = engine.containers();
		assertThat(containers).extracting(EngineObject::id).containsExactly("3", "4");
		assertThat(containers.getFirst().texts("Names")).containsExactly("/ticker");
		assertThat(containers.getFirst().map("Labels")).containsEntry("a", "b");
		assertThat(containers.getFirst().time("Created")).contains(Instant.ofEpochSecond(1700000000));
		assertThat(containers.getFirst().extension("SO3").path("Slot").asInt()).isEqualTo(3);
		assertThat(containers.getLast().texts("Names")).isEmpty();
		assertThat(containers.getLast().map("Labels")).isEmpty();
		assertThat(containers.getLast().time("Created")).contains(Instant.parse("2026-11-21T22:00:00.5Z"));
		assertThat(fake.requests).contains("GET /v1.44/containers/json?all=true");
	}

	@Test
	void anEmptyListMayBeNull() throws Exception {
		fake.on("GET /v1.44/images/json", 200, "null");
		assertThat(engine.images()).isEmpty();
	}

	@Test
	void whatTheEngineDoesNotKnowIsNeverASuccess() {
		assertFails(Kind.UNSUPPORTED, "POST /v1.44/containers/3/kill", () -> engine.kill("3", Optional.of("SIGKILL")));
		assertFails(Kind.UNSUPPORTED, "does not know", () -> engine.stop("ticker", Optional.empty()));
		assertFails(Kind.UNSUPPORTED, "does not know", () -> engine.removeImage("x", false));
		assertFails(Kind.UNSUPPORTED, "does not know", engine::images);
		assertFails(Kind.UNSUPPORTED, "does not know events", () -> engine.events(() -> {
		}, e -> {
		}, Duration.ZERO));
		assertFails(Kind.UNSUPPORTED, "/images/load", () -> engine.load(Files.writeString(folder.resolve("f"), "x"), Optional.empty(), n -> {
		}));
		assertFails(Kind.UNSUPPORTED, "log of 3", () -> engine.logs(query(LogFraming.MULTIPLEXED), (e, b, o, l) -> {
		}));
	}

	@Test
	void podmansTextsAreTakenForWhatTheyAre() throws Exception {
		fake.on("GET /v1.44/containers/a/top", e -> FakeEngine.send(e, 200, "text/plain", "{\"Titles\":[\"PID\"],\"Processes\":[[\"1\"]]}"));
		assertThat(engine.top("a").texts("Titles")).containsExactly("PID");
		fake.on("POST /v1.44/images/a/tag", e -> FakeEngine.send(e, 201, "text/plain", "\n"));
		engine.tag("a", "registry:5000/b");
		assertThat(fake.requests.getLast()).isEqualTo("POST /v1.44/images/a/tag?repo=registry%3A5000%2Fb&tag=latest");
	}

	@Test
	void sendsWhatGoesBeyondDocker() throws Exception {
		fake.on("POST /v1.44/containers/a/update", 200, "{\"Warnings\":[]}");
		fake.on("POST /v1.44/containers/a/checkpoints", e -> e.sendResponseHeaders(201, -1));
		fake.on("POST /v1.44/containers/a/start", e -> e.sendResponseHeaders(204, -1));
		fake.on("DELETE /v1.44/containers/a/checkpoints/noon", e -> e.sendResponseHeaders(204, -1));
		fake.on("GET /v1.44/containers/a/checkpoints", 200, "[{\"Name\":\"noon\",\"Created\":\"2026-01-01T00:00:00Z\",\"Size\":5}]");
		engine.updateImage("a", "ticker-v2");
		assertThat(fake.bodies.getLast()).isEqualTo("{\"Image\":\"ticker-v2\"}");
		engine.updateLabels("a", Map.of("k", "v"));
		assertThat(fake.bodies.getLast()).isEqualTo("{\"Labels\":{\"k\":\"v\"}}");
		engine.checkpoint("a", "noon", true);
		assertThat(fake.bodies.getLast()).isEqualTo("{\"CheckpointID\":\"noon\",\"Exit\":true}");
		assertThat(engine.checkpoints("a")).singleElement().satisfies(c -> assertThat(c.number("Size", 0)).isEqualTo(5));
		engine.restore("a", "noon");
		assertThat(fake.requests.getLast()).isEqualTo("POST /v1.44/containers/a/start?checkpoint=noon");
		engine.removeCheckpoint("a", "noon");
		fake.on("POST /v1.44/containers/a/update", 409, "{\"message\":\"it went back\"}");
		assertFails(Kind.CONFLICT, "it went back", () -> engine.updateImage("a", "crash"));
	}

	@Test
	void prunesAndTellsWhatIsGone() throws Exception {
		fake.on("POST /v1.44/images/prune", 200, "{\"ImagesDeleted\":[{\"Untagged\":\"a:latest\"},{\"Deleted\":\"sha256:1\"}],\"SpaceReclaimed\":7}");
		fake.on("POST /v1.44/containers/prune", 200, "{\"ContainersDeleted\":null,\"SpaceReclaimed\":0}");
		assertThat(engine.pruneImages()).isEqualTo(new Pruned(List.of("sha256:1"), 7));
		assertThat(fake.requests.getLast()).contains("filters=%7B%22dangling%22%3A%7B%22false%22%3Atrue%7D%7D");
		assertThat(engine.pruneContainers()).isEqualTo(new Pruned(List.of(), 0));
	}

	@Test
	void measuresUntilTheTakerHasEnough() throws Exception {
		fake.on("GET /v1.44/containers/a/stats", 200, "{\"read\":\"1\"}{\"read\":\"2\"}{\"read\":\"3\"}");
		var seen = new ArrayList<String>();
		engine.stats("a", s -> {
			seen.add(s.text("read"));
			return seen.size() < 2;
		});
		assertThat(seen).containsExactly("1", "2");
		assertFails(Kind.UNSUPPORTED, "does not measure", () -> engine.stats("b", s -> true));
	}

	@Test
	void actsAndTellsWhatWasDoneAlready() throws Exception {
		fake.on("POST /v1.44/containers/a/start", e -> e.sendResponseHeaders(204, -1));
		fake.on("POST /v1.44/containers/b/start", e -> e.sendResponseHeaders(304, -1));
		fake.on("POST /v1.44/containers/a/stop", e -> e.sendResponseHeaders(204, -1));
		fake.on("DELETE /v1.44/containers/a", e -> e.sendResponseHeaders(204, -1));
		fake.on("POST /v1.44/containers/create", 201, "{\"Id\":\"77\",\"Warnings\":[]}");
		assertThat(engine.start("a")).isTrue();
		assertThat(engine.start("b")).isFalse();
		engine.stop("a", Optional.of(Duration.ofSeconds(3)));
		engine.remove("a", true);
		assertThat(engine.create("ticker", "ticker:latest", Map.of("org.fleetdesk.run", "r1"))).isEqualTo("77");
		assertThat(fake.requests).contains("POST /v1.44/containers/a/stop?t=3", "DELETE /v1.44/containers/a?force=true", "POST /v1.44/containers/create?name=ticker");
		var body = new ObjectMapper().readTree(fake.bodies.getLast());
		assertThat(body.path("Image").asText()).isEqualTo("ticker:latest");
		assertThat(body.path("Labels").path("org.fleetdesk.run").asText()).isEqualTo("r1");
	}

	@ParameterizedTest
	@CsvSource({ "400, REFUSED", "401, UNAUTHORIZED", "404, NOT_FOUND", "409, CONFLICT", "500, FAILED", "501, UNSUPPORTED", "503, FAILED" })
	void refusalsComeWithTheEnginesOwnSentence(int status, Kind kind) {
		fake.on("POST /v1.44/containers/a/start", status, "{\"message\":\"No free slot: 5 of 5 are used\"}");
		assertFails(kind, "No free slot: 5 of 5 are used", () -> engine.start("a"));
		fake.on("GET /v1.44/containers/a/json", e -> FakeEngine.send(e, status, "application/json", "Image 'x' not found"));
		assertFails(kind, "Image 'x' not found", () -> engine.inspect("a"));
	}

	@Test
	void idsOfAHostileEngineDoNotReachOtherPaths() {
		for (String id : new String[] { "../../images/x", "a?force=1", "a b", "", "a/../b", "a\r\nX: y" }) {
			assertFails(Kind.REFUSED, "cannot be the id", () -> engine.remove(id, true));
		}
		assertThat(fake.requests).isEmpty();
	}

	@Test
	void nonsenseIsAProtocolError() {
		fake.on("GET /v1.44/info", 200, "{\"a\":");
		assertFails(Kind.PROTOCOL, "no JSON", engine::info);
		fake.on("GET /v1.44/info", 200, "[]");
		assertFails(Kind.PROTOCOL, "no JSON object", engine::info);
		fake.on("GET /v1.44/containers/json", 200, "[1]");
		assertFails(Kind.PROTOCOL, "no JSON object", engine::containers);
		fake.on("POST /v1.44/containers/create", 201, "{}");
		assertFails(Kind.PROTOCOL, "no id", () -> engine.create("a", "b", Map.of()));
	}

	@Test
	void loadsAnImageAndHearsWhatTheEngineSays() throws Exception {
		Path file = folder.resolve("f.itb");
		Files.write(file, new byte[500_000]);
		fake.on("POST /v1.44/images/load", 200, "{\"stream\":\"Loaded image: ticker:latest\\n\"}\n{\"status\":\"x\"}\n");
		var sent = new ArrayList<Long>();
		assertThat(engine.load(file, Optional.of("a b"), sent::add)).containsExactly("ticker:latest");
		assertThat(sent).last().isEqualTo(500_000L);
		assertThat(fake.requests).contains("POST /v1.44/images/load?quiet=0&name=a%20b");
		assertThat(fake.bodies.getLast()).hasSize(500_000);
		fake.on("POST /v1.44/images/load", 200, "{\"errorDetail\":{\"message\":\"hash of /images/so3 is wrong\"},\"error\":\"bad\"}\n");
		assertFails(Kind.REFUSED, "hash of /images/so3 is wrong", () -> engine.load(file, Optional.empty(), n -> {
		}));
	}

	@Test
	void handsOnEvents() throws Exception {
		fake.on("GET /v1.44/events", 200, """
				{"Type":"container","Action":"die","Actor":{"ID":"3","Attributes":{"exitCode":"129","name":"t"}},"time":1700000000,"timeNano":1700000000000000005}
				{"status":"start","id":"4","time":1700000001}""");
		var events = new ArrayList<EngineEvent>();
		var connected = new CountDownLatch(1);
		engine.events(connected::countDown, events::add, Duration.ZERO);
		assertThat(connected.getCount()).isZero();
		assertThat(events.getFirst()).satisfies(e -> {
			assertThat(e.action()).isEqualTo("die");
			assertThat(e.id()).isEqualTo("3");
			assertThat(e.attributes()).containsEntry("exitCode", "129");
			assertThat(e.timeNanos()).isEqualTo(1700000000000000005L);
		});
		assertThat(events.getLast()).satisfies(e -> {
			assertThat(e.action()).isEqualTo("start");
			assertThat(e.id()).isEqualTo("4");
			assertThat(e.timeNanos()).isEqualTo(1700000001000000000L);
		});
	}

	@Test
	void endlessEventsAreBounded() {
		fake.on("GET /v1.44/events", 200, "{\"Type\":\"" + "x".repeat(3 << 20) + "\"}");
		assertFails(Kind.PROTOCOL, "more than", () -> engine.events(() -> {
		}, e -> {
		}, Duration.ZERO));
	}

	@Test
	void anInterruptEndsTheEvents() throws Exception {
		var asked = new CountDownLatch(1);
		var gone = new CountDownLatch(1);
		fake.on("GET /v1.44/events", exchange -> {
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, 0);
			try {
				while (true) {
					exchange.getResponseBody().write("{\"Type\":\"image\"}\n".getBytes());
					exchange.getResponseBody().flush();
					asked.countDown();
				}
			} catch (IOException e) {
				gone.countDown();
				throw e;
			}
		});
		var task = new FutureTask<Exception>(() -> {
			try {
				engine.events(() -> {
				}, e -> {
				}, Duration.ZERO);
				return null;
			} catch (Exception e) {
				return e;
			}
		});
		var thread = Thread.ofVirtual().start(task);
		assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(task.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
	}

	private static LogQuery query(LogFraming framing) {
		return new LogQuery("3", framing, true, true, 1_700_000_000_000_000_005L, OptionalInt.of(10), Duration.ofSeconds(10));
	}

	@Test
	void demultiplexesALog() throws Exception {
		byte[] frames = { 1, 0, 0, 0, 0, 0, 0, 2, 'a', '\n', 2, 0, 0, 0, 0, 0, 0, 2, 'b', '\n' };
		fake.on("GET /v1.44/containers/3/logs", exchange -> {
			exchange.getResponseHeaders().set("Content-Type", "application/vnd.docker.multiplexed-stream");
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody().write(frames);
		});
		var out = new ByteArrayOutputStream();
		var err = new ByteArrayOutputStream();
		engine.logs(query(LogFraming.MULTIPLEXED), (stderr, bytes, offset, length) -> (stderr ? err : out).write(bytes, offset, length));
		assertThat(out.toString()).isEqualTo("a\n");
		assertThat(err.toString()).isEqualTo("b\n");
		assertThat(fake.requests.getLast()).isEqualTo("GET /v1.44/containers/3/logs?stdout=1&stderr=1&follow=1&timestamps=1&tail=10&since=1700000000.000000005");
	}

	@Test
	void takesARawLogAsItIs() throws Exception {
		fake.on("GET /v1.44/containers/3/logs", exchange -> FakeEngine.send(exchange, 200, "application/json", "[ME:2] hello\n"));
		var out = new ByteArrayOutputStream();
		engine.logs(query(LogFraming.RAW), (stderr, bytes, offset, length) -> out.write(bytes, offset, length));
		assertThat(out.toString()).isEqualTo("[ME:2] hello\n");
		assertFails(Kind.PROTOCOL, "frames", () -> engine.logs(query(LogFraming.MULTIPLEXED), (e, b, o, l) -> {
		}));
	}

	@Test
	void aFailingTakerEndsTheLog() {
		fake.on("GET /v1.44/containers/3/logs", exchange -> FakeEngine.send(exchange, 200, "application/json", "x\n"));
		assertThatThrownBy(() -> engine.logs(query(LogFraming.RAW), (e, b, o, l) -> {
			throw new IOException("disk full");
		})).isInstanceOf(DockerFailure.class).hasCauseInstanceOf(IOException.class).hasMessage("disk full");
	}
}
