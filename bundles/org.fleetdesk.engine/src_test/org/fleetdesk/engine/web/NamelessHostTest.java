package org.fleetdesk.engine.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first request at a unix socket, whatever its Host, comes through whole. */
@Timeout(30)
class NamelessHostTest {

	@TempDir
	Path folder;

	private EngineServer server;

	@BeforeEach
	void start() throws Exception {
		var router = new Router().add("POST", "/echo", x -> {
			try (var in = x.body()) {
				x.sendText(200, new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
			}
		});
		var serving = new Serving(Optional.empty(), Optional.of(socket()), Security.LOOPBACK_ONLY);
		server = EngineServer.start(new EngineServer.Settings("test", serving, (s, m) -> Map.of("message", m), Map.of()), x -> router.dispatch(x, x.path()));
	}

	@AfterEach
	void stop() {
		server.close();
	}

	private Path socket() {
		return folder.resolve("e.sock");
	}

	/** Head and body are in the socket before the engine reads. */
	private String send(String host, String headers, String body) throws Exception {
		try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
			var request = ByteBuffer.wrap(("POST /echo HTTP/1.1\r\nHost:" + host + "\r\n" + headers + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
					.getBytes(StandardCharsets.ISO_8859_1));
			while (request.hasRemaining()) {
				channel.write(request);
			}
			var answer = new ByteArrayOutputStream();
			Channels.newInputStream(channel).transferTo(answer);
			return answer.toString(StandardCharsets.ISO_8859_1);
		}
	}

	private static String text(int length) {
		var text = new StringBuilder();
		while (text.length() < length) {
			text.append(text.length()).append(' ');
		}
		return text.substring(0, length);
	}

	@ParameterizedTest
	@CsvSource({ "'', 10", "' ', 8000", "'', 8100", "'', 12288", "'', 102400", "' docker', 12288", "' docker', 102400" })
	void theFirstBodyComesWhole(String host, int length) throws Exception {
		assertThat(send(host, "", text(length))).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n" + text(length));
	}

	/** Its end comes after what is looked at, and HTTP takes it. */
	@Test
	void aHeadThatFillsTheBufferIsHandedOver() throws Exception {
		assertThat(send(" docker", "X-Long: " + "x".repeat(8092) + "\r\n", "body")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\nbody");
	}
}
