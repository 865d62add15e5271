package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call has its deadline, whatever the server does. */
class HttpDeadlineTest extends OnEndpoint {

	@Test
	void aConnectHasItsDeadline() throws Exception {
		try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); var fill = new Filler(full)) {
			var endpoint = endpoint(EndpointSettings.of(URI.create("http://127.0.0.1:" + full.getLocalPort())).withConnect(SHORT));
			assertThat(new Caller<>(() -> endpoint.send(HttpCall.get("/x"))).failure()).isInstanceOf(HttpException.TimedOut.class).hasMessageContaining("200 ms");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aSilentServerIsLeftAfterTheDeadline(boolean unix) throws Exception {
		var server = server(unix, RawServer.Peer::awaitClose);
		var endpoint = endpoint(EndpointSettings.of(server.url()).withDeadline(Duration.ofSeconds(2)));
		var caller = new Caller<>(() -> endpoint.send(HttpCall.get("/x")));
		assertThat(caller.failure()).isInstanceOf(HttpException.TimedOut.class).hasMessage("%s did not answer within 2 s", server.url().toString());
		assertThat(caller.interruptedAfter()).as("our own interrupt does not remain").isFalse();
		server.awaitGone();
	}

	@Test
	void aDrippingAnswerIsLeftAfterTheDeadline() throws Exception {
		var server = server(false, peer -> {
			peer.header();
			peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
			while (true) {
				peer.write("x");
				Thread.onSpinWait();
				if (peer.socket.socket().isInputShutdown()) {
					return;
				}
			}
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()).withDeadline(SHORT).withMaxBody(Integer.MAX_VALUE));
		var failure = new Caller<>(() -> endpoint.send(HttpCall.get("/x").deadline(Duration.ofMillis(1)))).failure();
		assertThat(failure).isInstanceOf(HttpException.TimedOut.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aSilentStreamIsLeftAfterItsIdleDeadline(boolean unix) throws Exception {
		var server = server(unix, peer -> {
			peer.header();
			peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()).withIdle(SHORT));
		var caller = new Caller<>(() -> {
			try (var stream = endpoint.open(HttpCall.get("/x"))) {
				return stream.body().readAllBytes();
			}
		});
		assertThat(caller.failure()).isInstanceOf(HttpException.TimedOut.class).hasMessageContaining("silent for 200 ms");
		server.awaitGone();
	}
}
