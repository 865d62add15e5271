package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointTest {

	private static final Duration SHORT = Duration.ofMillis(200);

	private record Heard(HttpAudit.Request request, int status, String purpose) {
	}

	private final List<Heard> audit = new CopyOnWriteArrayList<>();
	private final HttpClientFactory factory = new HttpClientFactory(
			request -> (status, duration, failure) -> audit.add(new Heard(request, status, HttpAudit.PURPOSE.orElse(""))));
	private final List<AutoCloseable> open = new ArrayList<>();

	@TempDir
	private Path folder;

	@AfterEach
	void closeAll() throws Exception {
		for (var closeable : open.reversed()) {
			closeable.close();
		}
		factory.close();
	}

	private HttpEndpoint endpoint(EndpointSettings settings) {
		var endpoint = factory.open(settings);
		open.add(endpoint);
		return endpoint;
	}

	private RawServer server(boolean unix, RawServer.Script script) throws IOException {
		var server = unix ? RawServer.unix(folder.resolve("s"), script) : RawServer.tcp(script);
		open.add(server);
		return server;
	}

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
		var task = new java.util.concurrent.FutureTask<>(() -> ScopedValue.where(HttpAudit.PURPOSE, "task-1").call(() -> endpoint.send(HttpCall.get("/x")).status()));
		(virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
		assertThat(task.get(10, TimeUnit.SECONDS)).isEqualTo(200);
		assertThat(audit).singleElement().extracting(Heard::purpose).isEqualTo("task-1");
	}

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
		assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
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
		assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
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
		assertThat(moving.await(10, TimeUnit.SECONDS)).isTrue();
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
		var endpoint = endpoint(EndpointSettings.of(server.url()).withDeadline(SHORT));
		var caller = new Caller<>(() -> endpoint.send(HttpCall.get("/x")));
		assertThat(caller.failure()).isInstanceOf(HttpException.TimedOut.class).hasMessage("%s did not answer within 200 ms", server.url().toString());
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
		assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
		endpoint.close();
		assertThat(caller.failure()).isInstanceOf(HttpException.Cancelled.class);
		server.awaitGone();
		assertThatThrownBy(() -> endpoint.send(HttpCall.get("/x"))).isInstanceOf(HttpException.Cancelled.class);
	}

	@Test
	void anUploadIsStreamedWithProgress() throws Exception {
		byte[] content = new byte[3_000_001];
		new java.util.Random(1).nextBytes(content);
		Path file = folder.resolve("f");
		Files.write(file, content);
		var received = new CopyOnWriteArrayList<byte[]>();
		var server = server(false, peer -> {
			String header = peer.header();
			assertThat(header).contains("Content-Length: 3000001", "Expect: 100-continue", "Content-Type: application/x-tar");
			peer.write("HTTP/1.1 100 Continue\r\n\r\n");
			received.add(peer.body(content.length));
			peer.answer(200, "application/json", "{}");
		});
		var progress = new ArrayList<Long>();
		endpoint(EndpointSettings.of(server.url())).send(HttpCall.post("/load").body(HttpBody.FileContent.of("application/x-tar", file, progress::add)));
		assertThat(received.getFirst()).isEqualTo(content);
		assertThat(progress).isSorted().last().isEqualTo(3_000_001L);
		assertThat(progress.size()).isGreaterThan(3);
	}

	@Test
	void aRefusedUploadIsNotSent() throws Exception {
		Path file = folder.resolve("f");
		Files.write(file, new byte[1 << 20]);
		var server = server(false, peer -> {
			peer.header();
			peer.write("HTTP/1.1 507 X\r\nContent-Type: text/plain\r\nContent-Length: 17\r\nConnection: close\r\n\r\nThe disk is full.");
			peer.awaitClose();
		});
		var sent = new AtomicInteger();
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		assertThatThrownBy(() -> endpoint.send(HttpCall.post("/load").body(HttpBody.FileContent.of("application/x-tar", file, n -> sent.incrementAndGet()))))
				.isInstanceOfSatisfying(HttpException.Refused.class, e -> assertThat(e.status()).isEqualTo(507)).hasMessage("The disk is full.");
		assertThat(sent).hasValue(0);
	}

	@Test
	void anAnswerInTheMiddleOfAnUploadIsHeard() throws Exception {
		Path file = folder.resolve("f");
		Files.write(file, new byte[64 << 20]);
		var server = server(false, peer -> {
			peer.header();
			peer.write("HTTP/1.1 100 Continue\r\n\r\n");
			peer.body(100);
			peer.write("HTTP/1.1 400 X\r\nContent-Type: text/plain\r\nContent-Length: 12\r\nConnection: close\r\n\r\nNot an image");
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		assertThatThrownBy(() -> endpoint.send(HttpCall.post("/load").body(HttpBody.FileContent.of("application/x-tar", file, n -> {
		})))).isInstanceOf(HttpException.Refused.class).hasMessage("Not an image");
	}

	@Test
	void aMissingFileIsToldAsSuch() throws Exception {
		var server = server(false, peer -> {
			peer.header();
			peer.write("HTTP/1.1 100 Continue\r\n\r\n");
			peer.awaitClose();
		});
		var endpoint = endpoint(EndpointSettings.of(server.url()));
		assertThatThrownBy(() -> endpoint.send(HttpCall.post("/x").body(new HttpBody.FileContent("a/b", folder.resolve("none"), 10, n -> {
		})))).isInstanceOf(HttpException.Unsendable.class).hasMessageContaining("none");
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

	@ParameterizedTest
	@ValueSource(strings = { "ftp://x", "x", "unix://relative/x", "http://", "http://user:pw@host", "http://host/?q", "unix:///tmp/" + "0123456789/0123456789/0123456789/"
			+ "0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/x" })
	void badUrlsAreExplained(String url) {
		assertThat(EndpointSettings.problem(URI.create(url.equals("http://") ? "http:///" : url))).isPresent();
	}

	/** Fills the queue of a server that never accepts. */
	private static final class Filler implements AutoCloseable {

		private final List<java.nio.channels.SocketChannel> sockets = new ArrayList<>();
		private final int port;
		private final long mine;

		Filler(ServerSocket server) throws IOException {
			port = server.getLocalPort();
			for (int i = 0; i < 8; i++) {
				var socket = java.nio.channels.SocketChannel.open();
				socket.configureBlocking(false);
				socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
				sockets.add(socket);
			}
			mine = pending(port);
		}

		/** Until the kernel has one more connection to the port in the state SYN_SENT than ours. */
		void awaitConnecting() throws Exception {
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
			while (pending(port) <= mine) {
				assertThat(System.nanoTime()).as("nobody connects").isLessThan(end);
				Thread.onSpinWait();
			}
		}

		private static long pending(int port) throws IOException {
			String remote = "0100007F:%04X 02".formatted(port);
			long count = 0;
			for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
				count += Files.readAllLines(Path.of(table)).stream().filter(l -> l.contains(remote)).count();
			}
			return count;
		}

		@Override
		public void close() throws IOException {
			for (var socket : sockets) {
				socket.close();
			}
		}
	}
}
