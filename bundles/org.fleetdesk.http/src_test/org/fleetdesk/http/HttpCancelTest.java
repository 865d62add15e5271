package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupt, or the end of the endpoint, ends a call wherever it is. */
class HttpCancelTest extends OnEndpoint {

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void interruptEndsAWaitForTheAnswer(boolean unix) throws Exception {
		var server = server(unix, RawServer.Peer::awaitClose);
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		var caller = new Caller<>(() -> endpoint.send(HttpCall.get("/x")));
		server.awaitAccepted();
		caller.interrupt();
		assertThat(caller.failure()).isInstanceOf(HttpException.Cancelled.class);
		assertThat(caller.interruptedAfter()).isTrue();
		server.awaitGone();
	}

	@Test
	void interruptEndsACallOfAPlatformThread() throws Exception {
		var server = server(false, RawServer.Peer::awaitClose);
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		var task = new java.util.concurrent.FutureTask<>(() -> {
			try {
				endpoint.send(HttpCall.get("/x"));
				return false;
			} catch (HttpException.Cancelled e) {
				return Thread.currentThread().isInterrupted();
			}
		});
		var thread = Thread.ofPlatform().daemon().start(task);
		server.awaitAccepted();
		thread.interrupt();
		assertThat(task.get(30, TimeUnit.SECONDS)).isTrue();
		server.awaitGone();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void interruptEndsAStream(boolean unix) throws Exception {
		var server = server(unix, peer -> {
			peer.header();
			peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		var reading = new CountDownLatch(1);
		var caller = new Caller<>(() -> {
			try (var stream = endpoint.open(HttpCall.get("/x"))) {
				assertThat(stream.body().readNBytes(3)).asString().isEqualTo("abc");
				reading.countDown();
				return stream.body().read();
			}
		});
		assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
		caller.interrupt();
		assertThat(caller.failure()).isInstanceOf(HttpException.Cancelled.class);
		server.awaitGone();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void interruptEndsAnUpload(boolean unix) throws Exception {
		// takes the header and some of the body, then nothing more
		var server = server(unix, peer -> {
			peer.header();
			peer.write("HTTP/1.1 100 Continue\r\n\r\n");
			peer.body(10);
			awaitReset(peer);
		});
		Path file = folder.resolve("big");
		Files.write(file, new byte[64 << 20]);
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		var moving = new CountDownLatch(1);
		var caller = new Caller<>(() -> endpoint.send(HttpCall.post("/load").body(HttpBody.FileContent.of("application/x-tar", file, sent -> moving.countDown()))));
		assertThat(moving.await(30, TimeUnit.SECONDS)).isTrue();
		caller.interrupt();
		assertThat(caller.failure()).isInstanceOf(HttpException.Cancelled.class);
	}

	/** Holds the connection open without reading. */
	private static void awaitReset(RawServer.Peer peer) {
		try {
			new CountDownLatch(1).await(30, TimeUnit.SECONDS);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void interruptEndsAConnect() throws Exception {
		// a full queue of connections: further ones hang in connect
		try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); var fill = new Filler(full)) {
			var endpoint = endpoint(EndpointSettings.of(URI.create("http://127.0.0.1:" + full.getLocalPort())).withConnect(Duration.ofSeconds(60)));
			var caller = new Caller<>(() -> endpoint.send(HttpCall.get("/x").deadline(Duration.ofSeconds(60))));
			fill.awaitConnecting();
			caller.interrupt();
			assertThat(caller.failure()).isInstanceOf(HttpException.Cancelled.class);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void closingTheEndpointEndsItsStreams(boolean unix) throws Exception {
		var server = server(unix, peer -> {
			peer.header();
			peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()).withIdle(Duration.ZERO));
		var reading = new CountDownLatch(1);
		var caller = new Caller<>(() -> {
			try (var stream = endpoint.open(HttpCall.get("/x"))) {
				stream.body().readNBytes(3);
				reading.countDown();
				return stream.body().readAllBytes();
			}
		});
		assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
		endpoint.close();
		assertThat(caller.failure()).isInstanceOf(HttpException.Cancelled.class);
		server.awaitGone();
		assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).isInstanceOf(HttpException.Cancelled.class);
	}

	@Test
	void connectionsAreBoundedAndAWaitForOneIsCancelled() throws Exception {
		var server = server(false, RawServer.Peer::awaitClose);
		var endpoint = endpoint(EndpointSettings.of(server.url()).withMaxConnections(1));
		var first = new Caller<>(() -> endpoint.send(HttpCall.get("/1")));
		server.awaitAccepted();
		var second = new Caller<>(() -> endpoint.send(HttpCall.get("/2")));
		var third = new Caller<>(() -> endpoint.send(HttpCall.get("/3").deadline(SHORT)));
		assertThat(third.failure()).isInstanceOf(HttpException.TimedOut.class);
		second.interrupt();
		assertThat(second.failure()).isInstanceOf(HttpException.Cancelled.class);
		first.interrupt();
		assertThat(first.failure()).isInstanceOf(HttpException.Cancelled.class);
		assertThat(server.accepted).isEmpty();
	}
}
