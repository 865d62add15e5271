package org.fleetdesk.engine.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that leave HTTP, as seen on the socket. */
@Timeout(60)
class UpgradeTest {

	private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: tcp\r\n";

	private EngineServer server;

	@AfterEach
	void stop() {
		if (server != null) {
			server.close();
		}
	}

	private void start(RawStream stream) throws EngineException {
		var router = new Router().add("POST", "/raw", x -> x.hijack("application/x-raw", stream));
		server = EngineServer.start(new EngineServer.Settings("test", new ListenAddress("127.0.0.1", 0), Security.LOOPBACK_ONLY, (s, m) -> Map.of("message", m), Map.of()),
				x -> router.dispatch(x, x.path()));
	}

	private Socket request(String headers, String input) throws IOException {
		var socket = new Socket(server.url().getHost(), server.url().getPort());
		socket.getOutputStream().write(("POST /raw HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n" + headers + "\r\n" + input).getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static String head(InputStream in) throws IOException {
		var head = new StringBuilder();
		while (!head.toString().endsWith("\r\n\r\n")) {
			int b = in.read();
			if (b < 0) {
				throw new IOException("The answer ends in its head: " + head);
			}
			head.append((char) b);
		}
		return head.toString();
	}

	private static String rest(InputStream in) throws IOException {
		return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
	}

	@Test
	void upgradesAndGivesEveryByteBeforeTheEnd() throws Exception {
		String line = "0123456789abcdef\n".repeat(1000);
		start(out -> {
			for (int i = 0; i < 300; i++) {
				out.write(line.getBytes(StandardCharsets.US_ASCII));
			}
		});
		try (var socket = request(UPGRADE, "input that nobody wants\n")) {
			socket.shutdownOutput();
			assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101 ").containsIgnoringCase("Connection: Upgrade").contains("Upgrade: tcp")
					.contains("Content-Type: application/x-raw").doesNotContainIgnoringCase("Content-Length").doesNotContainIgnoringCase("chunked");
			assertThat(rest(socket.getInputStream())).hasSize(300 * line.length()).endsWith(line);
		}
	}

	@Test
	void withoutUpgradeItIsAPlainStream() throws Exception {
		start(out -> out.write("bytes".getBytes(StandardCharsets.US_ASCII)));
		try (var socket = request("", "input that nobody wants\n")) {
			assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 200 ").contains("Content-Type: application/x-raw").doesNotContainIgnoringCase("Content-Length")
					.doesNotContainIgnoringCase("chunked");
			assertThat(rest(socket.getInputStream())).isEqualTo("bytes");
		}
	}

	@Test
	void noticesThatTheClientHasGone() throws Exception {
		var failed = new CountDownLatch(1);
		start(out -> {
			try {
				while (true) {
					out.write(new byte[1 << 16]);
				}
			} catch (IOException e) {
				failed.countDown();
				throw e;
			}
		});
		try (var socket = request(UPGRADE, "")) {
			head(socket.getInputStream());
		}
		assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void stoppingEndsUpgradedConnections() throws Exception {
		var interrupted = new CountDownLatch(1);
		start(out -> {
			out.write('x');
			try {
				new CountDownLatch(1).await();
			} catch (InterruptedException e) {
				interrupted.countDown();
				throw e;
			}
		});
		try (var socket = request(UPGRADE, "")) {
			head(socket.getInputStream());
			assertThat(socket.getInputStream().read()).isEqualTo('x');
			assertThat(server.counters().active()).isEqualTo(1);
			var closing = Thread.ofVirtual().start(server::close);
			assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
			try {
				assertThat(socket.getInputStream().read()).isEqualTo(-1);
			} catch (SocketException e) {
				assertThat(e).hasMessageContaining("reset");
			}
			socket.close();
			closing.join();
		}
		assertThat(server.counters().active()).isZero();
	}
}
