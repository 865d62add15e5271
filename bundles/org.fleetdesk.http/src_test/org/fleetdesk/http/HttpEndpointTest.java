package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointTest extends OnEndpoint {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void sendsAndReceives(boolean unix) throws Exception {
		var header = new ArrayList<String>();
		var server = server(unix, peer -> {
			for (int i = 0; i < 2; i++) {
				header.add(peer.header());
				peer.body(2);
				peer.answer(200, "application/json; charset=utf-8", "{\"a\":\"ü\"}");
			}
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()).withCredentials(() -> Optional.of(new HttpCredentials.Bearer("geheim"))));
		for (int i = 0; i < 2; i++) {
			var answer = endpoint.send(HttpCall.post("/v1/x?token=abc&y=1").json("{}".getBytes()));
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.mediaType()).isEqualTo("application/json");
			assertThat(answer.text()).isEqualTo("{\"a\":\"ü\"}");
		}
		assertThat(server.accepted).as("one connection for both").hasSize(1);
		assertThat(header.getFirst()).startsWith("POST /v1/x?token=abc&y=1 HTTP/1.1").contains("Authorization: Bearer geheim");
		if (unix) {
			assertThat(header.getFirst()).contains("Host: localhost\r\n");
		}
		assertThat(audit).hasSize(2).first().satisfies(e -> {
			assertThat(e.request().shownUrl()).endsWith("/v1/x?token=***&y=1").doesNotContain("abc");
			assertThat(e.request().proofs()).containsExactly(HttpAudit.Proof.TOKEN);
			assertThat(e.request().toString()).doesNotContain("geheim");
			assertThat(e.status()).isEqualTo(200);
		});
	}

	@Test
	void theAuditKnowsWhetherARequestChangesAnything() throws Exception {
		var paths = new ArrayList<String>();
		var server = server(false, peer -> {
			for (int i = 0; i < 4; i++) {
				paths.add(peer.header().lines().findFirst().orElse(""));
				peer.answer(200, "text/plain", "");
			}
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(URI.create(server.url() + "/RPC2")));

		endpoint.send(HttpCall.get("/x"));
		endpoint.send(HttpCall.post("/x").header("Authorization", "Basic dTpw"));
		endpoint.send(HttpCall.post("").changing(false).header("a", "b"));
		endpoint.send(HttpCall.get("").changing(true));

		assertThat(paths).containsExactly("GET /RPC2/x HTTP/1.1", "POST /RPC2/x HTTP/1.1", "POST /RPC2 HTTP/1.1", "GET /RPC2 HTTP/1.1");
		assertThat(audit).extracting(heard -> heard.request().changing()).containsExactly(false, true, false, true);
		assertThat(audit.get(1).request().proofs()).containsExactly(HttpAudit.Proof.PASSWORD);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void theAuditKnowsWhatARequestIsForOnAnyThread(boolean virtual) throws Exception {
		var server = server(false, peer -> {
			peer.header();
			peer.answer(200, "text/plain", "");
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		var task = new java.util.concurrent.FutureTask<>(() -> ScopedValue.where(HttpAudit.PURPOSE, "task-1").where(HttpAudit.SCRUB, t -> t + "-scrubbed").call(() -> endpoint.send(HttpCall.get("/x")).status()));
		(virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
		assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo(200);
		assertThat(audit).singleElement().extracting(Heard::purpose).isEqualTo("task-1-scrubbed");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aConnectionThatTheServerClosedMeanwhileIsReplaced(boolean unix) throws Exception {
		var server = server(unix, peer -> {
			peer.header();
			peer.answer(200, "text/plain", "ok");
			peer.close();
			throw new IOException("closed");
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		for (int i = 0; i < 3; i++) {
			assertThat(endpoint.send(HttpCall.get("/x")).text()).isEqualTo("ok");
			server.awaitGone();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "ftp://x", "x", "unix://relative/x", "http://", "http://user:pw@host", "http://host/?q", "unix:///tmp/" + "0123456789/0123456789/0123456789/"
			+ "0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/x" })
	void badUrlsAreExplained(String url) {
		assertThat(EndpointSettings.problem(URI.create(url.equals("http://") ? "http:///" : url))).isPresent();
	}
}
