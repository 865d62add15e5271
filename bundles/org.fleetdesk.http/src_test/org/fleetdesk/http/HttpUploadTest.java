package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class HttpUploadTest extends OnEndpoint {

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
}
