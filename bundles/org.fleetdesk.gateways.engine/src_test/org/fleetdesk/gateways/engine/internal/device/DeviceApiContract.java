package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.fleetdesk.engine.web.HttpError;
import org.fleetdesk.gateways.engine.internal.store.AliasState.Point;
import org.fleetdesk.gateways.engine.internal.store.DatabaseAddress;
import org.fleetdesk.gateways.engine.internal.store.DeviceKey;
import org.fleetdesk.gateways.engine.internal.store.DeviceListener;
import org.fleetdesk.gateways.engine.internal.store.Tx;
import org.fleetdesk.gateways.model.AliasForm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices of both generations may rely on (spec/gateways.md 1.0, 1.1 and 2.1), over the wire; for each database. */
@Timeout(120)
abstract class DeviceApiContract {

	private static final String ALIAS = "/onep:v1/stack/alias";

	private DatabaseAddress address;
	private TestCloud cloud;
	private RawHttp http;

	/** An empty database. */
	abstract DatabaseAddress address() throws Exception;

	@BeforeEach
	void start() throws Exception {
		address = address();
		open();
	}

	private void open() throws Exception {
		cloud = new TestCloud(address);
		http = cloud.http;
	}

	@AfterEach
	void stop() {
		cloud.close();
	}

	private void restart() throws Exception {
		cloud.close();
		open();
	}

	private String read(String token, String... aliases) throws Exception {
		var answer = http.get(ALIAS + "?" + String.join("&", aliases), token);
		assertThat(answer.status()).isEqualTo(answer.body().length == 0 ? 204 : 200);
		return answer.text();
	}

	private void write(String token, String body) throws Exception {
		assertThat(http.post(ALIAS, token, body).status()).isEqualTo(204);
	}

	private String current(String sn, String alias) {
		return cloud.values.states(cloud.key(sn)).get(alias).current().map(Point::text).orElseThrow();
	}

	private void command(String sn, String alias, String text) throws Exception {
		assertThat(cloud.values.writeByCloud(cloud.key(sn), alias, text)).isTrue();
	}

	// --- activate

	@ParameterizedTest
	@ValueSource(strings = { "vendor=local&model=local&sn=A1", "id=A1", "sn=A1&model=local&vendor=local", "id=A1&unknown=x" })
	void activationGivesFortyCharactersAndNoLineEnd(String form) throws Exception {
		cloud.devices.add("local", List.of("A1"), "");
		var answer = cloud.activate(form);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("content-type")).startsWith("text/plain");
		assertThat(answer.text()).matches("[0-9a-f]{40}");
		assertThat(read(Requests.TOKEN + ": " + answer.text() + "\r\n", "engine_fetch")).isEmpty();
		assertThat(cloud.activate(form).status()).as("a second time").isEqualTo(409);
	}

	@ParameterizedTest
	@CsvSource({ "vendor=local&model=local&sn=B2, 404", "id=B2, 404", "vendor=local&model=other&sn=A1, 404", "vendor=other&model=local&sn=A1, 404", "vendor=local&model=local, 400", "'', 400",
			"vendor=local&model=local&sn=a1, 404" })
	void strangersAreNotActivated(String form, int status) throws Exception {
		cloud.devices.add("local", List.of("A1"), "");
		assertThat(cloud.activate(form).status()).isEqualTo(status);
	}

	@Test
	void anIdWithoutAProductIsLookedFor() throws Exception {
		cloud.products.create("second", "", false, Duration.ofHours(1));
		cloud.devices.add("local", List.of("A1", "A2"), "");
		cloud.devices.add("second", List.of("A2"), "");
		assertThat(cloud.activate("id=A1").status()).isEqualTo(200);
		assertThat(cloud.activate("id=A2").status()).as("in two products").isEqualTo(404);
		assertThat(cloud.activate("id=A3").status()).as("in none, and there are two products").isEqualTo(404);
		assertThat(cloud.activate("vendor=second&model=second&sn=A3").status()).as("a product that lets strangers in").isEqualTo(200);
		assertThat(cloud.devices.find("second", "A3")).isPresent();
	}

	@Test
	void theWindowForActivationCloses() throws Exception {
		cloud.now.set(Instant.parse("2026-01-01T00:00:00Z"));
		cloud.devices.add("local", List.of("early", "late"), "");
		cloud.now.set(Instant.parse("2026-01-01T23:59:59Z"));
		assertThat(cloud.activate("id=early").status()).isEqualTo(200);
		cloud.now.set(Instant.parse("2026-01-02T00:00:01Z"));
		assertThat(cloud.activate("id=late").status()).isEqualTo(409);
		cloud.devices.enable("local", "late");
		assertThat(cloud.activate("id=late").status()).isEqualTo(200);
	}

	@Test
	void enablingAgainMakesANewTokenAndKeepsTheValues() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=kept");
		cloud.devices.enable("local", "A1");
		assertThat(http.get(ALIAS + "?device_info", token).status()).isEqualTo(401);
		String fresh = Requests.TOKEN + ": " + cloud.activate("id=A1").text() + "\r\n";
		assertThat(fresh).isNotEqualTo(token);
		assertThat(read(fresh, "device_info")).isEqualTo("device_info=kept");
	}

	@Test
	void aLockedDeviceKeepsItsTokenAndMayDoNothing() throws Exception {
		String token = cloud.device("A1");
		cloud.devices.lock("local", "A1", true);
		assertThat(http.get(ALIAS + "?device_info", token).status()).isEqualTo(403);
		assertThat(http.post(ALIAS, token, "device_info=x").status()).isEqualTo(403);
		assertThat(cloud.activate("id=A1").status()).isEqualTo(403);
		cloud.devices.lock("local", "A1", false);
		write(token, "device_info=x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "disable", "delete", "rename" })
	void aTokenThatWasTakenAwayIsNoneAtOnce(String how) throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=x");
		switch (how) {
			case "disable" -> cloud.devices.disable("local", "A1");
			case "delete" -> cloud.devices.delete("local", "A1");
			default -> cloud.devices.rename("local", "A1", "A9");
		}
		assertThat(http.get(ALIAS + "?device_info", token).status()).isEqualTo(how.equals("rename") ? 200 : 401);
		assertThat(cloud.activate("id=A1").status()).isEqualTo(how.equals("disable") ? 409 : 404);
	}

	@Test
	void activationFailuresOfOneAddressAreLimited() throws Exception {
		cloud.devices.add("local", List.of("A1"), "");
		for (int i = 0; i < 120; i++) {
			assertThat(cloud.activate("id=B" + i).status()).isEqualTo(404);
		}
		var answer = cloud.activate("id=A1");
		assertThat(answer.status()).isEqualTo(429);
		assertThat(answer.header("retry-after")).isEqualTo("30");
		cloud.nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));
		assertThat(cloud.activate("id=A1").status()).isEqualTo(200);
	}

	// --- write, read, hybrid

	@Test
	void readsWhatWasWritten() throws Exception {
		String token = cloud.device("A1");
		assertThat(read(token, "device_info", "engine_report")).as("nothing yet").isEmpty();
		write(token, "device_info=a+b%20c&engine_report=%7B%22apps%22%3A%5B%5D%7D");
		assertThat(read(token, "engine_report", "unknown", "fetch_status", "device_info")).isEqualTo("engine_report=%7B%22apps%22%3A%5B%5D%7D&device_info=a%20b%20c");
		write(token, "device_info=");
		assertThat(read(token, "device_info")).as("cleared").isEmpty();
	}

	@Test
	void unknownAliasesAreIgnored() throws Exception {
		String token = cloud.device("A1");
		write(token, "nonsense=1&device_info=x&other=2");
		write(token, "nonsense=1");
		write(token, "");
		assertThat(read(token, "nonsense")).isEmpty();
		assertThat(read(token, "device_info", "nonsense")).isEqualTo("device_info=x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "X-Exosite-CIK: \r\n", "X-Exosite-CIK: 0123456789012345678901234567890123456789\r\n", "X-Exosite-CIK: short\r\n",
			"Authorization: Bearer 0123456789012345678901234567890123456789\r\n" })
	void withoutAValidTokenNothingIsSaid(String header) throws Exception {
		cloud.device("A1");
		assertThat(http.get(ALIAS + "?device_info", header).status()).isEqualTo(401);
		assertThat(http.post(ALIAS, header, "device_info=x").status()).isEqualTo(401);
		assertThat(http.post("/onep:v1/stack/record", header, "alias=device_info&1=x").status()).isEqualTo(401);
		assertThat(http.get("/provision/download", header).status()).isEqualTo(401);
	}

	@Test
	void tokensAreNotInTheDatabase() throws Exception {
		String token = cloud.device("A1").substring(Requests.TOKEN.length() + 2).strip();
		assertThat(cloud.database.<List<String>>read(c -> org.fleetdesk.gateways.engine.internal.store.Rows.list(c, "SELECT token FROM device", row -> row.getString(1)))).hasSize(1)
				.noneMatch(t -> t.contains(token));
	}

	@Test
	void allWritesOfAHybridRequestComeBeforeItsReads() throws Exception {
		String token = cloud.device("A1");
		command("A1", "update_interval", "60");
		var answer = http.post(ALIAS + "?update_interval&device_info&nonsense", token, "device_info=new");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("content-type")).isEqualTo("application/x-www-form-urlencoded; charset=utf-8");
		assertThat(answer.text()).isEqualTo("update_interval=60&device_info=new");
		assertThat(http.post(ALIAS + "?update_interval", token, "update_interval=").status()).as("cleared by the same request").isEqualTo(204);
	}

	@Test
	void aPathWithAnEncodedColonIsTheSame() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=x");
		assertThat(http.get("/onep%3Av1/stack/alias?device_info", token).text()).isEqualTo("device_info=x");
	}

	/** As murano-client sends it: not encoded at all. */
	@Test
	void valuesThatAreNotEncodedAreTakenAsTheyAre() throws Exception {
		String token = cloud.device("A1");
		write(token, "engine_report={\"apps\": [{\"a=b\": \"100% & more\"}]}&device_info=50%zz");
		assertThat(current("A1", "engine_report")).isEqualTo("{\"apps\": [{\"a=b\": \"100% & more\"}]}");
		assertThat(current("A1", "device_info")).isEqualTo("50%zz");
	}

	/** As murano-client counts: characters, not bytes. */
	@ParameterizedTest
	@ValueSource(strings = { "\u00fc\u00fc\u00fcmlaut", "\u00fc", "\u65e5\u672c\u8a9e", "\ud83d\ude00 face" })
	void aBodyThatIsLongerThanAnnouncedIsTakenWhole(String text) throws Exception {
		String token = cloud.device("A1");
		String body = "device_info=" + text;
		var answer = http.post(ALIAS, token, body.getBytes(StandardCharsets.UTF_8), body.codePointCount(0, body.length()));
		assertThat(answer.status()).isEqualTo(204);
		assertThat(answer.header("connection")).isEqualTo("close");
		assertThat(current("A1", "device_info")).isEqualTo(text);
	}

	@Test
	void whatFollowsABodyThatWasCountedWellIsARequest() throws Exception {
		String token = cloud.device("A1");
		byte[] body = "device_info=\u00fc".getBytes(StandardCharsets.UTF_8);
		assertThat(http.post(ALIAS, token, "device_info=\u00fcGET /x HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8), body.length).status()).isEqualTo(204);
		assertThat(current("A1", "device_info")).isEqualTo("\u00fc");
	}

	@Test
	void anyTextComesBackAsItWas() throws Exception {
		String token = cloud.device("A1");
		var random = new Random(6);
		for (int i = 0; i < 60; i++) {
			String text = IntStream.range(0, 1 + random.nextInt(60)).map(x -> character(random)).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
			write(token, AliasForm.encode(Map.of("device_info", text)));
			cloud.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
			String answer = read(token, "device_info");
			assertThat(answer).matches("[\\x21-\\x7e]*");
			assertThat(AliasForm.values(answer)).containsExactly(new AliasForm.Pair("device_info", text));
		}
	}

	private static int character(Random random) {
		return switch (random.nextInt(4)) {
			case 0 -> "+&=%; \n\t\"'<\\/\u0001\u007f".charAt(random.nextInt(15));
			case 1 -> 0x80 + random.nextInt(0xd000);
			case 2 -> 0x1f300 + random.nextInt(200);
			default -> 0x20 + random.nextInt(95);
		};
	}

	@Test
	void aNulCharacterIsReplaced() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=a%00b");
		assertThat(current("A1", "device_info")).isEqualTo("a\ufffdb");
	}

	@Test
	void valuesAndBodiesHaveALargestSize() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=" + "x".repeat(256 * 1024));
		assertThat(read(token, "device_info")).hasSize("device_info=".length() + 256 * 1024);
		assertThat(http.post(ALIAS, token, "device_info=" + "x".repeat(256 * 1024 + 1)).status()).isEqualTo(413);
		assertThat(http.post(ALIAS, token, "device_info=" + "x".repeat(2 << 20)).status()).isEqualTo(413);
		assertThat(current("A1", "device_info")).hasSize(256 * 1024);
	}

	@Test
	void aDeviceThatAsksWithoutPauseIsHeldBack() throws Exception {
		String token = cloud.device("A1");
		String other = cloud.device("A2");
		for (int i = 0; i < 200; i++) {
			assertThat(http.get(ALIAS + "?engine_fetch", token).status()).isEqualTo(204);
		}
		assertThat(http.get(ALIAS + "?engine_fetch", token).status()).isEqualTo(429);
		assertThat(http.get(ALIAS + "?engine_fetch", other).status()).isEqualTo(204);
		cloud.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(http.get(ALIAS + "?engine_fetch", token).status()).isEqualTo(204);
	}

	// --- what the cloud writes and the device has not seen

	@Test
	void aClearTakesOnlyWhatTheDeviceHasRead() throws Exception {
		String token = cloud.device("A1");
		command("A1", "engine_fetch", "first");
		assertThat(read(token, "engine_fetch")).isEqualTo("engine_fetch=first");
		command("A1", "engine_fetch", "second");
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).as("written between read and clear").isEqualTo("engine_fetch=second");
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).isEmpty();
	}

	@Test
	void alsoAfterARestart() throws Exception {
		String token = cloud.device("A1");
		command("A1", "engine_fetch", "first");
		read(token, "engine_fetch");
		restart();
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).as("read before").isEmpty();
		command("A1", "engine_fetch", "second");
		restart();
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).as("never read").isEqualTo("engine_fetch=second");
	}

	@Test
	void whatADeviceWritesSupersedesWhatTheCloudWrote() throws Exception {
		String token = cloud.device("A1");
		command("A1", "update_interval", "60");
		write(token, "update_interval=3600");
		assertThat(read(token, "update_interval")).isEqualTo("update_interval=3600");
		var state = cloud.values.states(cloud.key("A1")).get("update_interval");
		assertThat(state.pending()).isEmpty();
		assertThat(state.reported().orElseThrow().text()).isEqualTo("3600");
		command("A1", "update_interval", "30");
		state = cloud.values.states(cloud.key("A1")).get("update_interval");
		assertThat(state.pending().orElseThrow().text()).isEqualTo("30");
		assertThat(state.reported().orElseThrow().text()).as("stays beside it").isEqualTo("3600");
	}

	@Test
	void listenersAreToldInTheSameTransaction() throws Exception {
		var told = new java.util.concurrent.CopyOnWriteArrayList<String>();
		String token = cloud.device("A1");
		cloud.values.listen(new DeviceListener() {

			@Override
			public void written(Tx tx, DeviceKey device, Written value) {
				if (value.text().equals("refused")) {
					throw new HttpError(409, "refused by a test");
				}
				told.add(device.sn() + " " + value.alias() + " " + value.text() + (value.byDevice() ? " d" : " c") + (value.survivor() == null ? "" : " " + value.survivor()));
			}

			@Override
			public void read(Tx tx, DeviceKey device, String alias, String text, Instant at) {
				told.add(device.sn() + " reads " + text);
			}
		});
		command("A1", "engine_fetch", "x");
		read(token, "engine_fetch");
		read(token, "engine_fetch");
		command("A1", "engine_fetch", "y");
		write(token, "engine_fetch=");
		assertThat(http.post(ALIAS, token, "device_info=refused").status()).isEqualTo(409);
		assertThat(read(token, "device_info")).isEmpty();
		assertThat(told).containsExactly("A1 engine_fetch x c", "A1 reads x", "A1 engine_fetch y c", "A1 engine_fetch  d y");
	}

	// --- long poll

	private static String waiting(long millis) {
		return "Request-Timeout: " + millis + "\r\n";
	}

	private Future<RawHttp.Answer> poll(String headers) throws Exception {
		int before = cloud.values.waiters().count();
		var answer = new CompletableFuture<RawHttp.Answer>();
		Thread.ofVirtual().start(() -> {
			try {
				answer.complete(http.get(ALIAS + "?engine_fetch", headers));
			} catch (Exception e) {
				answer.completeExceptionally(e);
			}
		});
		until(() -> cloud.values.waiters().count() > before);
		return answer;
	}

	private static void until(java.util.function.BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(end);
			Thread.sleep(5);
		}
	}

	@Test
	void aPollIsAnsweredWhenSomethingIsWritten() throws Exception {
		String token = cloud.device("A1");
		command("A1", "engine_fetch", "old");
		var answer = poll(token + waiting(60_000));
		command("A1", "engine_fetch", "new");
		var got = answer.get(30, TimeUnit.SECONDS);
		assertThat(got.status()).isEqualTo(200);
		assertThat(got.text()).isEqualTo("engine_fetch=new");
		assertThat(AliasRoutes.seconds(got.header("last-modified"))).contains(cloud.values.states(cloud.key("A1")).get("engine_fetch").current().orElseThrow().at().getEpochSecond());
		assertThat(cloud.values.waiters().count()).isZero();
		write(token, "engine_fetch=");
		assertThat(read(token, "engine_fetch")).as("what was polled was read").isEmpty();
	}

	@Test
	void aPollEndsWhenTheTimeIsOver() throws Exception {
		String token = cloud.device("A1");
		command("A1", "engine_fetch", "old");
		var answer = http.get(ALIAS + "?engine_fetch", token + waiting(50));
		assertThat(answer.status()).isEqualTo(304);
		assertThat(answer.body()).isEmpty();
		assertThat(http.get(ALIAS + "?nonsense", token + waiting(1)).status()).isEqualTo(304);
		assertThat(cloud.values.waiters().count()).isZero();
	}

	/** Five commands within one second, and a client that always sends back the Last-Modified it got. */
	@ParameterizedTest
	@ValueSource(strings = { "If-Modified-Since", "If-Not-Modified-Since" })
	void noneIsMissed(String header) throws Exception {
		String token = cloud.device("A1");
		cloud.now.set(Instant.parse("2026-01-01T12:00:00.900Z"));
		for (int i = 0; i < 5; i++) {
			command("A1", "engine_fetch", "c" + i);
		}
		String since = Long.toString(Instant.parse("2026-01-01T11:59:00Z").getEpochSecond());
		for (int i = 0; i < 5; i++) {
			var answer = http.get(ALIAS + "?engine_fetch", token + waiting(60_000) + header + ": " + since + "\r\n");
			assertThat(answer.text()).isEqualTo("engine_fetch=c" + i);
			since = answer.header("last-modified");
		}
		assertThat(http.get(ALIAS + "?engine_fetch", token + waiting(1) + header + ": " + since + "\r\n").status()).isEqualTo(304);
	}

	@ParameterizedTest
	@CsvSource({ "?engine_fetch&update_interval, 10", "?engine_fetch, -1", "?engine_fetch, soon", "?, 10", "'', 10" })
	void aPollIsForOneAlias(String query, String time) throws Exception {
		assertThat(http.get(ALIAS + query, cloud.device("A1") + "Request-Timeout: " + time + "\r\n").status()).isEqualTo(400);
	}

	@Test
	void manyWaitWithoutConnectionsToTheDatabase() throws Exception {
		var tokens = new java.util.ArrayList<String>();
		for (int i = 0; i < 200; i++) {
			tokens.add(cloud.device("A" + i));
		}
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var answers = tokens.stream().map(t -> threads.submit(() -> http.get(ALIAS + "?engine_fetch", t + waiting(60_000)))).toList();
			until(() -> cloud.values.waiters().count() == tokens.size());
			write(tokens.getFirst(), "device_info=meanwhile");
			for (int i = 0; i < tokens.size(); i++) {
				command("A" + i, "engine_fetch", "c" + i);
				assertThat(answers.get(i).get(30, TimeUnit.SECONDS).text()).isEqualTo("engine_fetch=c" + i);
			}
		}
	}

	@Test
	void theEngineDoesNotWaitForThoseWhoWait() throws Exception {
		var answer = poll(cloud.device("A1") + waiting(300_000));
		cloud.close();
		assertThat(answer.get(30, TimeUnit.SECONDS).status()).isEqualTo(304);
	}

	@Test
	void whoGoesDoesNotWaitOn() throws Exception {
		String token = cloud.device("A1");
		try (var socket = new java.net.Socket("127.0.0.1", cloud.port())) {
			socket.getOutputStream().write(("GET " + ALIAS + "?engine_fetch HTTP/1.1\r\nHost: localhost\r\n" + token + waiting(300_000) + "\r\n").getBytes(StandardCharsets.US_ASCII));
			until(() -> cloud.values.waiters().count() == 1);
		}
		until(() -> cloud.values.waiters().count() == 0);
	}

	// --- record

	private List<String> history(String alias) {
		var resource = cloud.products.find("local").flatMap(p -> p.resource(alias)).orElseThrow();
		return cloud.values.history(cloud.key("A1"), resource, Instant.now().plus(Duration.ofDays(9)), 100).stream().map(p -> p.at().getEpochSecond() + " " + p.text()).toList();
	}

	@Test
	void recordsSeveralAliasesAtTimesOfTheDevice() throws Exception {
		String token = cloud.device("A1");
		long now = Instant.now().getEpochSecond();
		String body = "alias=fetch_status&" + (now - 20) + "=b&" + (now - 30) + "=a%26&alias=install_progress&" + (now - 10) + "=c&alias=nonsense&5=x";
		assertThat(http.post("/onep:v1/stack/record", token, body).status()).isEqualTo(204);
		assertThat(history("fetch_status")).containsExactly(now - 20 + " b", now - 30 + " a&");
		assertThat(current("A1", "fetch_status")).as("the newest one").isEqualTo("b");
		assertThat(current("A1", "install_progress")).isEqualTo("c");
		var again = http.post("/onep:v1/stack/record", token, "alias=fetch_status&" + (now - 20) + "=b&" + (now - 40) + "=z&" + (now - 30) + "=a&alias=install_progress&" + (now - 10) + "=c");
		assertThat(again.status()).isEqualTo(409);
		assertThat(again.text()).isEqualTo("fetch_status=" + (now - 20) + "%2C" + (now - 30) + "&install_progress=" + (now - 10));
		assertThat(history("fetch_status")).as("the others are kept").containsExactly(now - 20 + " b", now - 30 + " a&", now - 40 + " z");
		assertThat(current("A1", "fetch_status")).isEqualTo("b");
	}

	@Test
	void recordsOneAliasAsGmqDoes() throws Exception {
		String token = cloud.device("A1");
		long now = Instant.now().getEpochSecond();
		assertThat(http.post(ALIAS + "/fetch_status", token, (now - 2) + "=a&" + (now - 5) + "=b").status()).isEqualTo(204);
		assertThat(history("fetch_status")).containsExactly(now - 2 + " a", now - 5 + " b");
		var refused = http.post(ALIAS + "/fetch_status", token, (now - 5) + "=c");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.text()).isEqualTo("fetch_status=" + (now - 5));
		assertThat(http.post(ALIAS + "/nonsense", token, (now - 5) + "=c").status()).isEqualTo(204);
	}

	@ParameterizedTest
	@ValueSource(strings = { "5=x", "alias=fetch_status&x=y", "alias=fetch_status&123456789012345678901=y" })
	void recordsThatAreNoneAreRefused(String body) throws Exception {
		assertThat(http.post("/onep:v1/stack/record", cloud.device("A1"), body).status()).isEqualTo(400);
	}

	@Test
	void aClockThatIsAheadDoesNotHoldTheValueBack() throws Exception {
		String token = cloud.device("A1");
		long now = Instant.now().getEpochSecond();
		assertThat(http.post(ALIAS + "/fetch_status", token, (now + 3600) + "=ahead&" + (now + 864_000) + "=far").status()).as("days ahead").isEqualTo(409);
		assertThat(current("A1", "fetch_status")).isEqualTo("ahead");
		write(token, "fetch_status=now");
		assertThat(current("A1", "fetch_status")).isEqualTo("now");
	}

	@Test
	void theHistoryKeepsWhatTheAliasSays() throws Exception {
		String token = cloud.device("A1");
		for (int i = 0; i < 25; i++) {
			write(token, "engine_report=r" + i);
		}
		assertThat(history("engine_report")).hasSize(10).first().asString().endsWith(" r24");
	}

	// --- content

	@Test
	void listsContentAndTellsAboutIt() throws Exception {
		String token = cloud.device("A1");
		for (String product : List.of("?", "?vendor=local&model=local")) {
			var list = http.get("/provision/download" + product, token);
			assertThat(list.header("content-type")).startsWith("text/csv");
			assertThat(list.text().lines()).containsExactly("app.v1.tar.gz", "readme");
			assertThat(http.get("/provision/download" + product + "&id=app.v1.tar.gz&info=true", token).text()).isEqualTo("application/gzip,10,1700000000,note");
		}
		assertThat(http.get("/provision/download?id=readme&info=true", token).status()).isEqualTo(404);
		assertThat(http.get("/provision/download?vendor=x&model=local", token).status()).isEqualTo(403);
		assertThat(http.get("/provision/download?vendor=local&model=x&id=app.v1.tar.gz", token).status()).isEqualTo(403);
		assertThat(http.get("/provision/download?vendor=local&model=x&id=app.v1.tar.gz&info=true", token).status()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource({ "bytes=0-3, 0123, 0-3", "bytes=4-, 456789, 4-9", "bytes=-3, 789, 7-9", "bytes=8-100, 89, 8-9", "bytes=-100, 0123456789, 0-9", "bytes=9-9, 9, 9-9" })
	void downloadsAPart(String range, String part, String contentRange) throws Exception {
		var answer = http.get("/provision/download?vendor=local&model=local&id=app.v1.tar.gz", cloud.device("A1") + "Range: " + range + "\r\n");
		assertThat(answer.status()).isEqualTo(206);
		assertThat(answer.text()).isEqualTo(part);
		assertThat(answer.header("content-range")).isEqualTo("bytes " + contentRange + "/10");
		assertThat(answer.header("content-length")).isEqualTo(Integer.toString(part.length()));
		assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Range: bytes=5-3\r\n", "Range: bytes=-\r\n", "Range: lines=1-2\r\n", "Range: bytes=0-1,3-4\r\n", "Range: bytes=0-3\r\nIf-Range: \"other\"\r\n" })
	void downloadsTheWholeContent(String header) throws Exception {
		var answer = http.get("/provision/download?id=app.v1.tar.gz", cloud.device("A1") + header);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).isEqualTo(TestCloud.CONTENT);
		assertThat(answer.header("content-type")).isEqualTo("application/gzip");
		assertThat(answer.header("etag")).isEqualTo("\"ab12\"");
		assertThat(answer.header("x-content-sha256")).isEqualTo("ab12");
		assertThat(answer.header("x-content-signature")).isEqualTo("c2ln");
	}

	@Test
	void partsThatAreNoneAndContentThatIsNoneAreRefused() throws Exception {
		String token = cloud.device("A1");
		var answer = http.get("/provision/download?id=app.v1.tar.gz", token + "Range: bytes=10-\r\n");
		assertThat(answer.status()).isEqualTo(416);
		assertThat(answer.header("content-range")).isEqualTo("bytes */10");
		assertThat(http.get("/provision/download?id=app.v1.tar.gz", token + "Range: bytes=-0\r\n").status()).isEqualTo(416);
		assertThat(http.get("/provision/download?id=nothing", token).status()).isEqualTo(404);
		var head = http.send(("HEAD /provision/download?id=app.v1.tar.gz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + token + "\r\n").getBytes(StandardCharsets.US_ASCII));
		assertThat(head.status()).isEqualTo(200);
		assertThat(head.header("content-length")).isEqualTo("10");
		assertThat(http.get("/provision/download?id=app.v1.tar.gz", token + "Range: bytes=2-\r\nIf-Range: \"ab12\"\r\n").text()).isEqualTo("23456789");
	}

	// --- the rest

	@Test
	void anybodyMayAskForTimeAndAddress() throws Exception {
		cloud.now.set(Instant.ofEpochSecond(1_700_000_000));
		assertThat(http.get("/timestamp", "").text()).isEqualTo("1700000000");
		assertThat(http.get("/ip", "").text()).matches("127,0,0,1,\\d{1,3},\\d{1,3}");
	}

	@Test
	void isSeenByWhateverItAsks() throws Exception {
		String token = cloud.device("A1");
		long revision = cloud.database.changes().revision();
		cloud.now.set(Instant.parse("2030-01-01T00:00:00Z"));
		read(token, "engine_fetch");
		cloud.lastSeen.flush();
		var device = cloud.devices.find("local", "A1").orElseThrow();
		assertThat(device.lastSeen()).contains(Instant.parse("2030-01-01T00:00:00Z"));
		assertThat(device.lastAddress()).contains("127.0.0.1");
		assertThat(device.revision()).isGreaterThan(revision);
	}

	@Test
	void aWriteIsOneChange() throws Exception {
		String token = cloud.device("A1");
		cloud.lastSeen.flush();
		long revision = cloud.database.changes().revision();
		write(token, "device_info=x");
		cloud.lastSeen.flush();
		assertThat(cloud.database.changes().revision()).isEqualTo(revision + 1);
	}

	@Test
	void changesHaveNumbers() throws Exception {
		String token = cloud.device("A1");
		cloud.device("A2");
		long revision = cloud.database.changes().revision();
		assertThat(cloud.database.changes().await(revision, Duration.ofMillis(1))).isEqualTo(revision);
		write(token, "device_info=x");
		assertThat(cloud.database.changes().await(revision, Duration.ofSeconds(30))).isGreaterThan(revision);
		assertThat(cloud.devices.list(Optional.of("local"), revision, 0, 10)).extracting(d -> d.sn()).containsExactly("A1");
		restart();
		assertThat(cloud.database.changes().revision()).as("never goes back").isGreaterThan(revision);
	}

	@Test
	void whatWasAnsweredIsThereAfterARestart() throws Exception {
		String token = cloud.device("A1");
		write(token, "device_info=x");
		command("A1", "engine_fetch", "y");
		restart();
		assertThat(read(token, "device_info", "engine_fetch")).isEqualTo("device_info=x&engine_fetch=y");
	}
}
