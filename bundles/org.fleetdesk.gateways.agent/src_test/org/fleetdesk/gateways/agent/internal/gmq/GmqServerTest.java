package org.fleetdesk.gateways.agent.internal.gmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.model.AliasForm;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAnswer;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

@Timeout(60)
class GmqServerTest {

	private static final Map<String, String> VMS = Map.of("X-Exosite-VMS", "prod prod gw 1");
	private static final Map<String, String> KEYED = Map.of("X-Exosite-CIK", "0".repeat(40));
	private static final String ALIAS = "/onep:v1/stack/alias";

	@TempDir
	Path folder;
	private final HttpClientFactory factory = new HttpClientFactory(HttpAudit.NONE);
	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_700_000_000));
	private TestCloud cloud;
	private FaultProxy proxy;
	private GmqServer gmq;

	@BeforeEach
	void start() throws Exception {
		cloud = new TestCloud();
		proxy = new FaultProxy(cloud.url());
		gmq = open();
	}

	@AfterEach
	void stop() throws Exception {
		gmq.close();
		proxy.close();
		cloud.close();
		factory.close();
	}

	private GmqServer open() throws Exception {
		InstantSource clock = now::get;
		return GmqServer.start(new AgentHome(folder), () -> new GmqSettings(new ListenAddress("127.0.0.1", 0), Optional.of(URI.create("http://127.0.0.1:" + proxy.url().getPort())), Optional.empty(),
				"test", Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(50), 10, 2, 1 << 20, 3), clock);
	}

	@Test
	void whatIsWrittenReachesTheCloudWithItsTime() throws Exception {
		assertThat(write("temperature=21.5&door=open")).isEqualTo(204);
		await(() -> cloud.of("door").equals(Map.of(1_700_000_000L, "open")));
		assertThat(cloud.of("temperature")).isEqualTo(Map.of(1_700_000_000L, "21.5"));
	}

	@Test
	void allCharactersOfAValueAreKept() throws Exception {
		String value = "a&b=c+d %41 100% \u00e4\u20ac\ud83d\ude00\n;\"{}";
		write(AliasForm.encode(Map.of("text", value)));
		await(() -> cloud.of("text").containsValue(value));
		now.set(now.get().plusSeconds(1));
		write("text={\"raw\": \"x & y\"}"); // a client that does not encode
		await(() -> cloud.of("text").containsValue("{\"raw\": \"x & y\"}"));
	}

	@Test
	void whileTheCloudIsAwayValuesWaitAndCarryTheTimeOfTheirRequest() throws Exception {
		proxy.down();
		for (int i = 0; i < 50; i++) {
			assertThat(write("n=" + i)).isEqualTo(204);
			now.set(now.get().plusSeconds(1));
		}
		gmq.close();
		gmq = open();
		assertThat(client("prod.prod.gw 1").path("waiting").asLong()).isEqualTo(50);
		proxy.heal();
		await(() -> cloud.of("n").size() == 50);
		for (long i = 0; i < 50; i++) {
			assertThat(cloud.of("n")).containsEntry(1_700_000_000L + i, "" + i);
		}
		assertThat(cloud.requests.get()).isLessThan(20); // in batches
	}

	@Test
	void activationIsAskedForAndThenGiven() throws Exception {
		String form = "vendor=prod&model=prod&sn=gw%201";
		cloud.activates(false);
		assertThat(post("/provision/activate", Map.of(), form).status()).isEqualTo(204);
		cloud.activates(true);
		await(() -> post("/provision/activate", Map.of(), form).text().equals("0".repeat(40)));
		assertThat(cloud.activations).first().asString().contains("gw 1");
		assertThat(refused("/provision/activate", Map.of(), "vendor=prod&model=prod")).isEqualTo(400);
	}

	@Test
	void aKeyThatIsNotKnownAnyMoreIsRenewedAtOnceAndNothingIsLost() throws Exception {
		write("n=1");
		await(() -> cloud.of("n").size() == 1);
		cloud.key("1".repeat(40));
		now.set(now.get().plusSeconds(1));
		write("n=2");
		await(() -> cloud.of("n").size() == 2);
		assertThat(post("/provision/activate", Map.of(), "vendor=prod&model=prod&sn=gw+1").text()).isEqualTo("1".repeat(40));
	}

	@Test
	void recordsKeepTheirOwnTimesAndConflictsAreCountedNotRepeated() throws Exception {
		assertThat(post(ALIAS + "/n", KEYED, "100=a&101=b&102=c").status()).isEqualTo(204);
		await(() -> cloud.of("n").size() == 3);
		post("/onep:v1/stack/record", KEYED, "alias=n&101=x&103=d&alias=m&5=e");
		await(() -> cloud.of("m").size() == 1 && cloud.of("n").size() == 4);
		assertThat(cloud.of("n")).containsEntry(101L, "b").containsEntry(103L, "d");
		await(() -> gmqStatus().get(0).path("counts").path("conflicts").asLong() == 1);
		assertThat(gmqStatus().get(0).path("waiting").asLong()).isZero();
	}

	@Test
	void whatTheCloudRefusesForGoodIsSetAsideAndTheRestGoesOn() throws Exception {
		cloud.poison("bad");
		proxy.down();
		for (int i = 0; i < 30; i++) {
			write("n=" + (i == 13 ? "bad" : "" + i));
			now.set(now.get().plusSeconds(1));
		}
		proxy.heal();
		await(() -> cloud.of("n").size() == 29);
		await(() -> client("prod.prod.gw 1").path("counts").path("refused").asLong() == 1);
		try (var files = Files.walk(folder)) {
			Path aside = files.filter(f -> f.getFileName().toString().equals("refused")).findFirst().orElseThrow();
			JsonNode line = new ObjectMapper().readTree(Files.readString(aside));
			assertThat(line.path("value").asText()).isEqualTo("bad");
			assertThat(line.path("time").asLong()).isEqualTo(1_700_000_013L);
		}
	}

	@Test
	void nothingIsDroppedWhileTheCloudHasTroubleOfItsOwn() throws Exception {
		for (int status : List.of(500, 503, 429, 404, 403, 302, 205)) {
			cloud.status(status);
			write("n=" + status);
			int before = cloud.requests.get();
			await(() -> cloud.requests.get() > before + 3); // more often than tries are given
			now.set(now.get().plusSeconds(1));
		}
		cloud.status(0);
		await(() -> cloud.of("n").size() == 7);
	}

	@Test
	void aPageOfANetworkThatWantsALoginTakesNothingAndIsNoAnswerToARead() throws Exception {
		write("n=0");
		await(() -> cloud.of("n").size() == 1);
		cloud.page("<html><a href=\"/login?n=1&amp;m=2\">Log in</a></html>");
		now.set(now.get().plusSeconds(1));
		write("n=1");
		int before = cloud.requests.get();
		await(() -> cloud.requests.get() > before + 3);
		assertThat(client("prod.prod.gw 1").path("trouble").asText()).contains("is no device cloud");
		try (var endpoint = factory.open(EndpointSettings.of(gmq.url()))) {
			assertThatThrownBy(() -> endpoint.send(new HttpCall("GET", ALIAS + "?n", VMS, Optional.empty(), Optional.empty(), Optional.empty())))
					.isInstanceOfSatisfying(HttpException.Refused.class, e -> assertThat(e.status()).isEqualTo(502));
		}
		cloud.page("");
		await(() -> cloud.of("n").containsValue("1"));
	}

	@Test
	void aKeyThatWasRefusedByMistakeIsOfUseAgain() throws Exception {
		write("n=1");
		await(() -> cloud.of("n").size() == 1);
		cloud.status(401);
		now.set(now.get().plusSeconds(1));
		write("n=2");
		int before = cloud.requests.get();
		await(() -> cloud.requests.get() > before + 3);
		cloud.activates(false); // as it is activated
		cloud.status(0);
		await(() -> cloud.of("n").size() == 2);
	}

	@Test
	void aNewKeyThatIsRefusedAtOnceIsATroubleAndNoLoop() throws Exception {
		write("n=1");
		await(() -> cloud.of("n").size() == 1);
		cloud.key("1".repeat(40)); // which activation does not give
		cloud.gives("2".repeat(40));
		now.set(now.get().plusSeconds(1));
		write("n=2");
		await(() -> client("prod.prod.gw 1").path("trouble").asText().contains("wants credentials"));
		cloud.gives("1".repeat(40));
		await(() -> cloud.of("n").size() == 2);
	}

	@Test
	void conflictsThatTheCloudDoesNotNameAreFound() throws Exception {
		cloud.silent();
		post(ALIAS + "/n", KEYED, "100=a&101=b&102=c");
		await(() -> cloud.of("n").size() == 3);
		post(ALIAS + "/n", KEYED, "101=x&103=d&104=e");
		await(() -> cloud.of("n").size() == 5 && gmqStatus().get(0).path("waiting").asLong() == 0);
		var counts = gmqStatus().get(0).path("counts");
		assertThat(counts.path("sent").asLong() + counts.path("conflicts").asLong()).isEqualTo(6);
		assertThat(counts.path("conflicts").asLong()).isPositive();
	}

	@Test
	void ofManyValuesInASecondTheLastOneArrives() throws Exception {
		proxy.down();
		for (int i = 0; i < 200; i++) {
			write("n=" + i);
		}
		proxy.heal();
		await(() -> cloud.of("n").containsValue("199"));
		assertThat(cloud.of("n").keySet()).containsExactlyInAnyOrder(1_700_000_000L, 1_700_000_001L, 1_700_000_002L);
		assertThat(client("prod.prod.gw 1").path("counts").path("replaced").asLong()).isEqualTo(197);
	}

	@Test
	void requestsThatMeanNothingAreRefused() throws Exception {
		assertThat(refused(ALIAS, Map.of(), "n=1")).isEqualTo(400);
		assertThat(refused(ALIAS, Map.of("X-Exosite-CIK", "short"), "n=1")).isEqualTo(400);
		assertThat(refused(ALIAS, Map.of("X-Exosite-VMS", "prod prod"), "n=1")).isEqualTo(400);
		assertThat(refused(ALIAS, VMS, "")).isEqualTo(400);
		assertThat(refused(ALIAS + "/n", VMS, "yesterday=1")).isEqualTo(400);
		assertThat(refused(ALIAS, VMS, "n=" + "x".repeat(Entry.MAX_VALUE + 1))).isEqualTo(400);
		assertThat(refused(ALIAS, VMS, "n=" + "x".repeat(300_000))).isEqualTo(413);
		assertThat(gmqStatus()).allSatisfy(c -> assertThat(c.path("waiting").asLong()).isZero());
	}

	@Test
	void moreClientsThanThereMayBeAreRefused() throws Exception {
		for (int i = 0; i < 3; i++) {
			post(ALIAS, Map.of("X-Exosite-VMS", "p p " + i), "n=1");
		}
		assertThat(refused(ALIAS, Map.of("X-Exosite-VMS", "p p 3"), "n=1")).isEqualTo(503);
	}

	@Test
	void readsAreHandedThrough() throws Exception {
		post(ALIAS, KEYED, "a=1%262");
		await(() -> cloud.of("a").size() == 1);
		try (var endpoint = factory.open(EndpointSettings.of(gmq.url()))) {
			var answer = endpoint.send(new HttpCall("GET", ALIAS + "?a", KEYED, Optional.empty(), Optional.empty(), Optional.empty()));
			assertThat(answer.text()).isEqualTo("a=1%262");
			proxy.down();
			assertThatThrownBy(() -> endpoint.send(new HttpCall("GET", ALIAS + "?a", KEYED, Optional.empty(), Optional.empty(), Optional.empty())))
					.isInstanceOfSatisfying(HttpException.Refused.class, e -> assertThat(e.status()).isEqualTo(502));
		}
	}

	@Test
	void aSecondOneOnTheSameFolderIsRefused() {
		assertThatThrownBy(this::open).isInstanceOf(EngineException.class).hasMessageContaining("GMQ runs already");
	}

	/** By the disk; the program writes these files whole or not at all. */
	@Test
	void damagedStateOfOneClientHoldsUpNoOther() throws Exception {
		proxy.down();
		write("n=1");
		post(ALIAS, KEYED, "m=1");
		gmq.close();
		try (var files = Files.walk(folder.resolve("state/gmq"))) {
			for (Path file : files.filter(f -> f.toString().contains("prod_prod") && f.toString().endsWith(".json")).toList()) {
				Files.writeString(file, "{\"version\":");
			}
		}
		proxy.heal();
		gmq = open();
		await(() -> cloud.of("m").size() == 1);
		now.set(now.get().plusSeconds(1));
		write("n=2");
		await(() -> cloud.of("n").size() == 2);
	}

	@Test
	void trafficIsCountedByClientAndKeysAreInNoReport() throws Exception {
		write("n=1");
		post(ALIAS, KEYED, "m=1");
		await(() -> cloud.of("n").size() == 1 && cloud.of("m").size() == 1);
		gmq.close();
		String traffic = Files.readString(folder.resolve("state/traffic/gmq.json"));
		assertThat(traffic).contains("gmq:prod.prod.gw 1", "gmq:cik-").doesNotContain("0".repeat(40));
		var record = new ObjectMapper().readTree(traffic).path("gmq:prod.prod.gw 1").path("record");
		assertThat(record.path("num").asLong()).isEqualTo(1);
		assertThat(record.path("tot_tx").asLong()).isGreaterThan("alias=n&1700000000=1".length());
		gmq = open();
		assertThat(gmqStatus().toString()).doesNotContain("0".repeat(40));
	}

	private int write(String body) throws Exception {
		return post(ALIAS, VMS, body).status();
	}

	private HttpAnswer post(String path, Map<String, String> headers, String body) throws HttpException {
		try (var endpoint = factory.open(EndpointSettings.of(gmq.url()))) {
			return endpoint.send(new HttpCall("POST", path, headers, Optional.of(new HttpBody.Bytes("application/x-www-form-urlencoded; charset=utf-8", body.getBytes(StandardCharsets.UTF_8))),
					Optional.empty(), Optional.empty()));
		}
	}

	private int refused(String path, Map<String, String> headers, String body) throws Exception {
		try {
			return post(path, headers, body).status();
		} catch (HttpException.Refused e) {
			return e.status();
		}
	}

	private List<JsonNode> gmqStatus() throws Exception {
		try (var endpoint = factory.open(EndpointSettings.of(gmq.url()))) {
			var clients = new ArrayList<JsonNode>();
			new ObjectMapper().readTree(endpoint.send(HttpCall.get("/status")).body()).path("clients").forEach(clients::add);
			return clients;
		}
	}

	private JsonNode client(String label) throws Exception {
		return gmqStatus().stream().filter(c -> c.path("client").asText().equals(label)).findFirst().orElseThrow();
	}

	private static void await(Callable<Boolean> condition) throws Exception {
		long end = System.nanoTime() + 20_000_000_000L;
		while (!condition.call()) {
			assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
			Thread.sleep(10);
		}
	}
}
