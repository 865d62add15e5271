package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

/** What becomes of refusals, and of servers that are not there or answer wrong. */
class HttpFailureTest extends OnEndpoint {

	@Test
	void aServerThatRepeatsCredentialsDoesNotGetThemIntoAMessage() throws Exception {
		var server = server(false, peer -> {
			String header = peer.header();
			peer.answer(500, "text/plain", "not for ann:geheim, who sent " + header.lines().filter(line -> line.startsWith("Authorization")).findFirst().orElse(""));
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()).withCredentials(() -> Optional.of(new HttpCredentials.Basic("ann", "geheim"))));

		assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).isInstanceOf(HttpException.Refused.class).hasMessage("not for ***, who sent Authorization: Basic ***");
	}

	@Test
	void refusalsCarryTheServersWords() throws Exception {
		var server = server(false, peer -> {
			peer.header();
			peer.answer(404, "text/plain", "No such thing\nsecond line");
			peer.header();
			peer.answer(500, "text/html", "<h1>");
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).isInstanceOf(HttpException.Refused.class).hasMessage("No such thing");
		assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).isInstanceOf(HttpException.Refused.class).hasMessageEndingWith("answered with status 500");
	}

	@Test
	void nothingIsSentTwice() throws Exception {
		var requests = new AtomicInteger();
		var server = server(false, peer -> {
			peer.header();
			requests.incrementAndGet();
			peer.close();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).isInstanceOf(HttpException.Unreachable.class).hasMessageContaining("broke");
		assertThat(requests).hasValue(1);
	}

	@Test
	void halfAnswersAreFailures() throws Exception {
		var scripts = List.of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "HTTP/1.1 20",
				"HTTP/1.1 204 No Content\r\n", "HTTP/1.1 200 OK\r\nContent-Type: te", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc",
				"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
		for (String script : scripts) {
			var server = server(false, peer -> {
				peer.header();
				peer.write(script);
				peer.close();
			});
			var endpoint = endpoint(EndpointSettings.of(server.url()));
			assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).as(script).isInstanceOf(HttpException.Unreachable.class).hasMessageContaining("broke");
		}
	}

	@Test
	void whatIsNotHttpIsAProtocolError() throws Exception {
		for (String script : List.of("SSH-2.0-OpenSSH_9\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")) {
			var server = server(false, peer -> {
				peer.header();
				peer.write(script);
				peer.close();
			});
			var endpoint = endpoint(EndpointSettings.of(server.url()));
			assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).as(script).isInstanceOfAny(HttpException.Protocol.class, HttpException.Unreachable.class)
					.hasMessageContaining(server.url().toString());
		}
	}

	@Test
	void tooLongAnswersAreNotRead() throws Exception {
		var server = server(false, peer -> {
			peer.header();
			peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
			while (true) {
				peer.write("400\r\n" + "x".repeat(0x400) + "\r\n");
			}
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()).withMaxBody(100_000));
		assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).isInstanceOf(HttpException.Protocol.class).hasMessageContaining("100000");
		server.awaitGone();
	}

	@Test
	void unreachableServersAreNamed() throws Exception {
		int port;
		try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		assertThatThrownBy(() -> endpoint(EndpointSettings.of(URI.create("tcp://127.0.0.1:" + port))).send(HttpCall.get("/"))).isInstanceOf(HttpException.Unreachable.class)
				.hasMessage("tcp://127.0.0.1:%d cannot be reached: nothing listens there", port);
		var none = URI.create("unix://" + folder.resolve("none"));
		assertThatThrownBy(() -> endpoint(EndpointSettings.of(none)).send(HttpCall.get("/"))).isInstanceOf(HttpException.Unreachable.class)
				.hasMessage("%s cannot be reached: there is no such socket", none);
		assertThatThrownBy(() -> endpoint(EndpointSettings.of(URI.create("http://no-such-host.invalid"))).send(HttpCall.get("/"))).isInstanceOf(HttpException.Unreachable.class)
				.hasMessageContaining("no-such-host.invalid is not known");
	}
}
