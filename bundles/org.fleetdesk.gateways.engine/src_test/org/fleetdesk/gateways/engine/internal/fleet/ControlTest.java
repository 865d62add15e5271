package org.fleetdesk.gateways.engine.internal.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;

import org.fleetdesk.gateways.engine.internal.Await;
import org.fleetdesk.gateways.engine.internal.CloudFixture;
import org.fleetdesk.gateways.engine.internal.CloudFixture.Gateway;
import org.fleetdesk.gateways.engine.internal.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line from the operator through the cloud to an agent and back. */
class ControlTest {

	private static final String GATEWAY = "/fleet/v1/gateways/local/gw-1";

	@TempDir
	Path data;
	private CloudFixture cloud;
	private Gateway gateway;

	@BeforeEach
	void start() throws Exception {
		cloud = CloudFixture.onH2(data);
		gateway = cloud.gateway("gw-1");
	}

	@AfterEach
	void stop() {
		cloud.close();
	}

	private FutureTask<Http.Answer> poll(String query) {
		var poll = new FutureTask<>(() -> gateway.http().get("/gwe/v1/control" + query));
		Thread.ofVirtual().start(poll);
		return poll;
	}

	private void awaitListening(boolean listening) throws Exception {
		var end = Instant.now().plus(Duration.ofSeconds(30));
		while (cloud.operator().get(GATEWAY).json().path("listening").asBoolean() != listening) {
			assertThat(Instant.now()).as("listening is " + listening + " in time").isBefore(end);
			long revision = cloud.operator().get("/fleet/v1/changes").json().path("revision").asLong();
			cloud.operator().get("/fleet/v1/changes?wait=200&since=" + revision);
		}
	}

	@Test
	void aQuestionReachesTheAgentAndItsReplyTheOperator() throws Exception {
		var poll = poll("?wait=60000");
		awaitListening(true);
		var asked = new FutureTask<>(() -> cloud.operator().post(GATEWAY + "/control", "{\"do\":\"tail\",\"app\":\"test_app\",\"offset\":-1,\"length\":100,\"timeout\":60000}"));
		Thread.ofVirtual().start(asked);
		var question = poll.get().json();
		assertThat(question.path("do").asText()).isEqualTo("tail");
		assertThat(question.path("offset").asInt()).isEqualTo(-1);
		assertThat(question.has("timeout")).isFalse();
		String id = question.path("id").asText();
		assertThat(cloud.http().with(java.util.Map.of("X-Exosite-CIK", "0".repeat(40))).post("/gwe/v1/control/" + id, "{}").status()).isEqualTo(401);
		assertThat(cloud.gateway("gw-2").http().post("/gwe/v1/control/" + id, "{\"ok\":true}").status()).as("another gateway's reply").isEqualTo(404);
		assertThat(gateway.http().post("/gwe/v1/control/" + id, "{\"ok\":true,\"text\":\"<b>\\u001b\",\"offset\":3}").status()).isEqualTo(204);
		assertThat(asked.get().json().path("text").asText()).isEqualTo("<b>\u001b");
		assertThat(gateway.http().post("/gwe/v1/control/" + id, "{\"ok\":true}").status()).as("a second reply").isEqualTo(404);
	}

	@Test
	void whoDoesNotListenIsNotAsked() throws Exception {
		var answer = cloud.operator().post(GATEWAY + "/control", "{\"do\":\"status\"}");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.message()).contains("does not listen");
		assertThat(cloud.operator().post(GATEWAY + "/control", "{\"do\":\"format disk\"}").status()).isEqualTo(400);
		assertThat(cloud.operator().post(GATEWAY + "/control", "{\"do\":\"status\",\"timeout\":0}").status()).isEqualTo(400);
		assertThat(gateway.http().get("/gwe/v1/control?wait=1").status()).isEqualTo(204);
	}

	@Test
	void whoDoesNotAnswerIsNotWaitedForLongerThanSaid() throws Exception {
		var poll = poll("?wait=60000");
		awaitListening(true);
		var answer = cloud.operator().post(GATEWAY + "/control", "{\"do\":\"status\",\"timeout\":100}");
		assertThat(answer.status()).isEqualTo(504);
		assertThat(gateway.http().post("/gwe/v1/control/" + poll.get().json().path("id").asText(), "{\"ok\":true}").status()).isEqualTo(404);
	}

	@Test
	void anAgentThatConnectsAgainTakesOver() throws Exception {
		var first = poll("?wait=60000");
		awaitListening(true);
		var second = poll("?wait=60000");
		assertThat(first.get().status()).isEqualTo(204);
		var asked = new FutureTask<>(() -> cloud.operator().post(GATEWAY + "/control", "{\"do\":\"status\",\"timeout\":60000}"));
		Thread.ofVirtual().start(asked);
		gateway.http().post("/gwe/v1/control/" + second.get().json().path("id").asText(), "{\"ok\":false,\"message\":\"no\"}");
		assertThat(asked.get().json().path("ok").asBoolean()).isFalse();
	}

	@Test
	void anAgentThatIsGoneDoesNotListen() throws Exception {
		try (var socket = new Socket("127.0.0.1", cloud.port())) {
			socket.getOutputStream().write(("GET /gwe/v1/control?wait=60000 HTTP/1.1\r\nHost: localhost\r\nX-Exosite-CIK: " + gateway.cik() + "\r\n\r\n").getBytes());
			awaitListening(true);
		}
		awaitListening(false);
	}

	@Test
	void aLockedGatewayIsCutOff() throws Exception {
		var poll = poll("?wait=60000");
		awaitListening(true);
		cloud.operator().post(GATEWAY + "/lock", "");
		assertThat(poll.get().status()).isEqualTo(204);
		assertThat(gateway.http().get("/gwe/v1/control?wait=1").status()).as("its key stays its own").isEqualTo(403);
	}

	@Test
	void whoListenedBeforeARestartIsToldAsChanged() throws Exception {
		poll("?wait=60000");
		awaitListening(true);
		Await.until("it is noted that it was seen", () -> cloud.operator().get(GATEWAY).json().has("lastSeen"));
		long revision = cloud.operator().get("/fleet/v1/changes").json().path("revision").asLong();
		cloud.close();
		cloud = CloudFixture.onH2(data);
		var changed = cloud.operator().get("/fleet/v1/gateways?since=" + revision).json().path("gateways");
		assertThat(changed).hasSize(1);
		assertThat(changed.get(0).path("listening").asBoolean()).isFalse();
	}

	@Test
	void aReplyHasItsLimits() throws Exception {
		var poll = poll("?wait=60000");
		awaitListening(true);
		var asked = new FutureTask<>(() -> cloud.operator().post(GATEWAY + "/control", "{\"do\":\"support\",\"timeout\":60000}"));
		Thread.ofVirtual().start(asked);
		String id = poll.get().json().path("id").asText();
		assertThat(gateway.http().post("/gwe/v1/control/" + id, "{\"data\":\"" + "x".repeat(2 << 20) + "\"}").status()).isEqualTo(413);
		gateway.http().post("/gwe/v1/control/" + id, "[1]");
		assertThat(asked.get().json().path("message").asText()).contains("no JSON object");
	}
}
