package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.fleetdesk.so3.engine.DockerClient;
import org.fleetdesk.so3.engine.internal.daemon.Runtimes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attach as it looks on the wire; guests are simulated. */
class AttachApiTest extends EngineFixture {

	private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: tcp\r\n";
	private static final String ALL = "?stream=1&stdin=1&stdout=1&stderr=1";

	@BeforeEach
	void simulate() throws Exception {
		stop();
		start(Runtimes.Mode.SIMULATED, false);
		assertThat(docker.load(ticker).status()).isEqualTo(200);
	}

	private static String line(DataInputStream in) throws IOException {
		var line = new StringBuilder();
		for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
			line.append((char) b);
		}
		return line.toString().strip();
	}

	/** An attached client: the head of the answer has come, the rest is read by the task. */
	private record Attached(String head, Callable<String> rest) {
	}

	private Attached attach(String path, String headers) throws IOException {
		var socket = new Socket(engine.url().getHost(), engine.url().getPort());
		socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n" + headers + "\r\ninput\n").getBytes(StandardCharsets.US_ASCII));
		var in = new DataInputStream(socket.getInputStream());
		var head = new StringBuilder();
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			head.append(line).append('\n');
		}
		return new Attached(head.toString(), () -> {
			try (socket) {
				return new String(in.readAllBytes(), StandardCharsets.UTF_8);
			}
		});
	}

	private static List<String> unframed(String text) {
		var bytes = text.getBytes(StandardCharsets.UTF_8);
		var payload = new ByteArrayOutputStream();
		for (int at = 0; at < bytes.length;) {
			assertThat(bytes[at]).as("stdout").isEqualTo((byte) 1);
			int length = (bytes[at + 4] & 255) << 24 | (bytes[at + 5] & 255) << 16 | (bytes[at + 6] & 255) << 8 | bytes[at + 7] & 255;
			payload.write(bytes, at + 8, length);
			at += 8 + length;
		}
		return payload.toString(StandardCharsets.UTF_8).lines().toList();
	}

	@Test
	void givesTheNextRunFromItsFirstLineToItsLast() throws Exception {
		docker.create("a", "ticker");
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var upgraded = attach("/v1.47/containers/a/attach" + ALL, UPGRADE);
			var plain = attach("/v1.41/containers/a/attach" + ALL, "");
			var silent = attach("/containers/a/attach?stream=1&stderr=1", UPGRADE);
			assertThat(upgraded.head).startsWith("HTTP/1.1 101").contains("Upgrade: tcp").contains("application/vnd.docker.multiplexed-stream");
			assertThat(plain.head).startsWith("HTTP/1.1 200").contains("application/vnd.docker.raw-stream");
			var first = threads.submit(upgraded.rest);
			var second = threads.submit(plain.rest);
			var third = threads.submit(silent.rest);
			docker.verb("a", "start");
			DockerClient.await(() -> docker.logs("a", ""), l -> l.size() >= 3);
			var later = attach("/containers/a/attach?stream=1&stdout=1&logs=1", UPGRADE);
			var fourth = threads.submit(later.rest);
			docker.verb("a", "stop");
			var whole = docker.logs("a", "");
			assertThat(unframed(first.get(20, TimeUnit.SECONDS))).isEqualTo(whole).hasSizeGreaterThanOrEqualTo(3);
			assertThat(unframed(second.get(20, TimeUnit.SECONDS))).isEqualTo(whole);
			assertThat(third.get(20, TimeUnit.SECONDS)).isEmpty();
			assertThat(unframed(fourth.get(20, TimeUnit.SECONDS))).as("with logs").isEqualTo(whole);
			assertThat(unframed(attach("/containers/a/attach?stdout=1&logs=1", UPGRADE).rest.call())).as("logs alone").isEqualTo(whole);
		}
	}

	@Test
	void aTerminalGetsBareBytes() throws Exception {
		docker.post("/containers/create?name=t", new StringEntity("{\"Image\":\"ticker\",\"Tty\":true}", ContentType.APPLICATION_JSON));
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var attached = attach("/v1.47/containers/t/attach" + ALL, UPGRADE);
			assertThat(attached.head).contains("application/vnd.docker.raw-stream");
			var bytes = threads.submit(attached.rest);
			docker.verb("t", "start");
			assertThat(docker.post("/containers/t/resize?h=24&w=80").status()).isEqualTo(200);
			docker.verb("t", "stop");
			assertThat(bytes.get(20, TimeUnit.SECONDS)).startsWith("simulated: ").isEqualTo(docker.get("/containers/t/logs?stdout=1").body());
		}
	}

	@Test
	void refusesAsDocker() throws Exception {
		docker.create("a", "ticker");
		assertThat(docker.post("/containers/nosuch/attach?stream=1").message()).isEqualTo("No such container: nosuch");
		assertThat(docker.get("/containers/a/attach/ws").status()).isEqualTo(501);
		assertThat(docker.post("/containers/a/resize?h=1&w=1").status()).isEqualTo(409);
		assertThat(docker.post("/containers/a/resize?h=1").status()).isEqualTo(400);
		docker.verb("a", "start");
		docker.verb("a", "pause");
		var paused = docker.post("/containers/a/attach?stream=1&stdout=1");
		assertThat(paused.status()).isEqualTo(409);
		assertThat(paused.message()).isEqualTo("Container a is paused, unpause the container before attach");
	}

	@Test
	void anAttachedClientOfARemovedContainerIsLetGo() throws Exception {
		docker.create("a", "ticker");
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			var rest = threads.submit(attach("/containers/a/attach" + ALL, UPGRADE).rest);
			assertThat(docker.delete("/containers/a").status()).isEqualTo(204);
			assertThat(rest.get(20, TimeUnit.SECONDS)).isEmpty();
		}
	}
}
