package org.fleetdesk.gateways.engine.internal.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.gateways.engine.internal.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long polls of devices (spec/gateways.md 1.1), over the wire. */
class DeviceWaitingTest extends DeviceCase {

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
		Await.until("it waits", () -> cloud.values.waiters().count() > before);
		return answer;
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
			Await.until("all wait", () -> cloud.values.waiters().count() == tokens.size());
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
			Await.until("it waits", () -> cloud.values.waiters().count() == 1);
		}
		Await.until("nobody waits any more", () -> cloud.values.waiters().count() == 0);
	}
}
