package org.fleetdesk.engine.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.ssl.SSLContexts;
import org.fleetdesk.engine.EngineException;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.TokenFile;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EngineServerTest {

	private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);

	@TempDir
	Path folder;

	private final CloseableHttpClient client = HttpClients.custom().disableAutomaticRetries().build();
	private EngineServer server;

	record Answer(int status, String body, String header) {
	}

	@AfterEach
	void stop() throws IOException {
		client.close();
		if (server != null) {
			server.close();
		}
	}

	private void start(Security security, Router router) throws EngineException {
		server = EngineServer.start(new EngineServer.Settings("test", ANY_PORT, security, (s, m) -> Map.of("message", m), Map.of("X-Engine", "test")),
				x -> router.dispatch(x, x.path()));
	}

	private Answer get(String path, String... headers) throws IOException {
		return send(client, new HttpGet(server.url() + path), headers);
	}

	private static Answer send(CloseableHttpClient client, HttpUriRequestBase request, String... headers) throws IOException {
		for (int i = 0; i < headers.length; i += 2) {
			request.setHeader(headers[i], headers[i + 1]);
		}
		return client.execute(request, r -> new Answer(r.getCode(), r.getEntity() == null ? "" : EntityUtils.toString(r.getEntity()),
				r.getFirstHeader("WWW-Authenticate") == null ? "" : r.getFirstHeader("WWW-Authenticate").getValue()));
	}

	@Test
	void refusesWebPages() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router().add("GET", "/x", x -> x.sendText(200, "yes")));
		assertThat(get("/x").body()).isEqualTo("yes");
		assertThat(get("/x", "Host", "localhost:1").status()).isEqualTo(200);
		assertThat(get("/x", "Host", "[::1]:1").status()).isEqualTo(200);
		assertThat(get("/x", "Host", "rebound.example:" + server.url().getPort()).status()).isEqualTo(403);
		assertThat(get("/x", "Host", "127.0.0.1.rebound.example").status()).isEqualTo(403);
		assertThat(get("/x", "Origin", "https://page.example").status()).isEqualTo(403);
		assertThat(get("/x", "Origin", "null").status()).isEqualTo(403);
		assertThat(get("/x", "Origin", "http://localhost:1").status()).as("another port is another origin").isEqualTo(403);
		assertThat(get("/x", "Origin", server.url().toString()).status()).isEqualTo(200);
		assertThat(get("/x", "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
	}

	@Test
	void answersErrorsInTheEnginesShape() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router().add("GET", "/fails", x -> {
			throw new IllegalStateException("secret detail");
		}).add("POST", "/json", x -> x.sendJson(200, x.json())));
		assertThat(get("/nothing").status()).isEqualTo(404);
		assertThat(get("/nothing").body()).isEqualTo("{\"message\":\"page not found\"}");
		assertThat(get("/json").status()).isEqualTo(405);
		assertThat(get("/fails").status()).isEqualTo(500);
		assertThat(get("/fails").body()).contains("\"message\"").doesNotContain("secret");
		var broken = new HttpPost(server.url() + "/json");
		broken.setEntity(new StringEntity("{\"a\":", ContentType.APPLICATION_JSON));
		assertThat(send(client, broken).status()).isEqualTo(400);
		var large = new HttpPost(server.url() + "/json");
		large.setEntity(new StringEntity("[" + " ".repeat(Exchange.JSON_LIMIT) + "]", ContentType.APPLICATION_JSON));
		assertThat(send(client, large).status()).isEqualTo(413);
		// this client reads no answer before it has sent all
		large.setEntity(new StringEntity("[" + " ".repeat(16 * Exchange.JSON_LIMIT) + "]", ContentType.APPLICATION_JSON));
		assertThat(send(client, large).status()).isEqualTo(413);
		var deep = new HttpPost(server.url() + "/json");
		deep.setEntity(new StringEntity("[".repeat(100_000), ContentType.APPLICATION_JSON));
		assertThat(send(client, deep).status()).isEqualTo(400);
	}

	@Test
	void decodesNamesWithSlashes() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router().add("GET", "/images/{name...}/json", x -> x.sendText(200, x.value("name"))));
		assertThat(get("/images/%2Fmnt%2FME%2Fx%20y.itb/json").body()).isEqualTo("/mnt/ME/x y.itb");
		assertThat(get("/images//mnt/ME/x.itb/json").body()).isEqualTo("/mnt/ME/x.itb");
	}

	@Test
	void asksForAToken() throws Exception {
		Path file = folder.resolve("tokens");
		String token = TokenFile.issue(file, "ann");
		assertThat(Files.readString(file)).doesNotContain(token);
		start(new Security(Optional.of(TokenFile.read(file)), Optional.empty()), new Router().add("GET", "/who", x -> x.sendText(200, x.user().orElse("nobody"))));
		assertThat(get("/who").status()).isEqualTo(401);
		assertThat(get("/who").header()).startsWith("Basic");
		assertThat(get("/who", "Authorization", "Bearer wrong").status()).isEqualTo(401);
		assertThat(get("/who", "Authorization", "Basic !!!").status()).isEqualTo(401);
		assertThat(get("/who", "Authorization", "Bearer " + token).body()).isEqualTo("ann");
		assertThat(get("/who", "Authorization", basic("ann", token)).body()).isEqualTo("ann");
		assertThat(get("/who", "Authorization", basic("bob", token)).status()).isEqualTo(401);
		assertThat(get("/who", "Authorization", basic("ann", token + "x")).status()).isEqualTo(401);
		String newer = TokenFile.issue(file, "ann");
		var read = TokenFile.read(file);
		assertThat(read.authenticate("Bearer " + token)).isEmpty();
		assertThat(read.authenticate("Bearer " + newer)).contains("ann");
	}

	private static String basic(String user, String password) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void refusesOtherAddressesWithoutTlsAndToken() {
		for (String host : new String[] { "0.0.0.0", "::", "192.0.2.1" }) {
			assertThatThrownBy(() -> EngineServer.start(new EngineServer.Settings("test", new ListenAddress(host, 0), Security.LOOPBACK_ONLY, (s, m) -> m, Map.of()),
					x -> x.send(204))).isInstanceOf(EngineException.class).hasMessageContaining("--tls").hasMessageContaining("--token-file");
		}
	}

	@Test
	void aHandlerThatAsksItselfNeedsTlsOnlyAtOtherAddresses() {
		var settings = new EngineServer.Settings("test", new ListenAddress("0.0.0.0", 0), Security.LOOPBACK_ONLY, (s, m) -> m, Map.of()).asking();
		assertThatThrownBy(() -> EngineServer.start(settings, x -> x.send(204))).isInstanceOf(EngineException.class).hasMessageContaining("--tls")
				.hasMessageNotContaining("--token-file");
	}

	@Test
	void theSocketIsItsOwnersOnlyAndNeedsNoToken() throws Exception {
		Path tokens = folder.resolve("tokens");
		TokenFile.issue(tokens, "ann");
		Path socket = folder.resolve("e.sock");
		Files.createDirectory(folder.resolve(".s"));
		Files.createFile(folder.resolve(".s/s")); // what a killed engine leaves
		Files.createFile(socket);
		var serving = new Serving(Optional.of(ANY_PORT), Optional.of(socket), new Security(Optional.of(TokenFile.read(tokens)), Optional.empty()));
		server = EngineServer.start(new EngineServer.Settings("test", serving, (s, m) -> Map.of("message", m), Map.of()), x -> x.sendText(200, "yes"));
		assertThat(get("/x").status()).isEqualTo(401);
		assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
		try (var http = new HttpClientFactory(); var local = http.open(EndpointSettings.of(URI.create("unix://" + socket)))) {
			assertThat(local.send(HttpCall.get("/x").header("Host", "docker")).text()).isEqualTo("yes");
		}
		server.close();
		try (var left = Files.list(folder)) {
			assertThat(left).containsExactly(tokens);
		}
	}

	@Test
	void workEndsWhenItsClientGoes() throws Exception {
		var working = new CountDownLatch(1);
		var ended = new CountDownLatch(1);
		start(Security.LOOPBACK_ONLY, new Router().add("POST", "/work", x -> {
			x.json();
			try (var watched = x.watched()) {
				working.countDown();
				new CountDownLatch(1).await();
			} catch (InterruptedException e) {
				ended.countDown();
			}
		}));
		try (var socket = new Socket("127.0.0.1", server.url().getPort())) {
			socket.getOutputStream().write("POST /work HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
			assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aWatchedConnectionServesFurtherRequests() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router().add("POST", "/work", x -> {
			var text = x.json().asText();
			try (var watched = x.watched()) {
				Thread.yield();
			}
			x.sendText(200, text);
		}));
		try (var socket = new Socket("127.0.0.1", server.url().getPort())) {
			var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			for (int i = 0; i < 200; i++) {
				// every second request comes while the one before is worked on
				String request = "POST /work HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n" + (100 + i);
				socket.getOutputStream().write((i % 2 == 0 ? request : request + request).getBytes(StandardCharsets.US_ASCII));
				for (int answers = 0; answers <= i % 2; answers++) {
					assertThat(in.readLine()).contains("200");
					while (!in.readLine().isEmpty()) {
						// headers
					}
					var body = new char[3];
					assertThat(in.read(body)).isEqualTo(3);
					assertThat(new String(body)).isEqualTo(String.valueOf(100 + i));
				}
			}
		}
	}

	@Test
	void leavesNothingBehindWhenThePortIsTaken() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router());
		var taken = new Serving(Optional.of(new ListenAddress("127.0.0.1", server.url().getPort())), Optional.of(folder.resolve("e.sock")), Security.LOOPBACK_ONLY);
		assertThatThrownBy(() -> EngineServer.start(new EngineServer.Settings("test", taken, (s, m) -> m, Map.of()), x -> x.send(204)))
				.isInstanceOf(EngineException.class).hasMessageContaining("--listen");
		assertThat(folder).isEmptyDirectory();
	}

	@Test
	void servesTlsFromPemFiles() throws Exception {
		Path key = folder.resolve("key.pem");
		Path certificate = folder.resolve("cert.pem");
		var openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1",
				"-days", "2", "-keyout", key.toString(), "-out", certificate.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
		assertThat(openssl.waitFor()).isZero();
		start(new Security(Optional.empty(), Optional.of(new Security.TlsFiles(certificate, key, Optional.empty()))), new Router().add("GET", "/x", x -> x.sendText(200, "yes")));
		assertThat(server.url().getScheme()).isEqualTo("https");
		var trusting = new DefaultClientTlsStrategy(SSLContexts.custom().loadTrustMaterial(null, (chain, type) -> true).build(), NoopHostnameVerifier.INSTANCE);
		try (var tls = HttpClients.custom().setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create().setTlsSocketStrategy(trusting).build()).build()) {
			assertThat(send(tls, new HttpGet(server.url() + "/x")).body()).isEqualTo("yes");
		}
	}

	@Test
	void streamsUploads() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router().add("POST", "/count", x -> {
			long count = 0;
			byte[] block = new byte[1 << 16];
			try (var in = x.body()) {
				for (int n = in.read(block); n >= 0; n = in.read(block)) {
					count += n;
				}
			}
			x.sendText(200, Long.toString(count));
		}));
		long size = 5L << 26;
		var request = new HttpPost(server.url() + "/count");
		request.setEntity(new InputStreamEntity(new Zeros(size), size, ContentType.APPLICATION_OCTET_STREAM));
		assertThat(send(client, request).body()).isEqualTo(Long.toString(size));
	}

	/** So many zero bytes. */
	private static final class Zeros extends InputStream {

		private long left;

		Zeros(long size) {
			left = size;
		}

		@Override
		public int read() {
			return left-- > 0 ? 0 : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			int n = (int) Math.min(length, left);
			left -= n;
			return n == 0 ? -1 : n;
		}
	}

	@Test
	void cutsOffAStreamThatFails() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router().add("GET", "/half", x -> {
			var out = x.stream(200, "text/plain");
			out.write("half".getBytes(StandardCharsets.UTF_8));
			throw new IllegalStateException("in the middle");
		}));
		assertThatThrownBy(() -> get("/half")).isInstanceOf(IOException.class);
	}

	@Test
	void stoppingEndsStreamsAndFinishesRequests() throws Exception {
		var streaming = new CountDownLatch(1);
		var interrupted = new CountDownLatch(1);
		var working = new CountDownLatch(1);
		var finish = new CountDownLatch(1);
		start(Security.LOOPBACK_ONLY, new Router().add("GET", "/stream", x -> {
			try (var out = x.stream(200, "text/plain")) {
				streaming.countDown();
				new CountDownLatch(1).await();
			} catch (InterruptedException e) {
				interrupted.countDown();
			}
		}).add("GET", "/work", x -> {
			working.countDown();
			finish.await();
			x.sendText(200, "done");
		}));
		try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			threads.submit(() -> get("/stream"));
			var work = threads.submit(() -> get("/work"));
			streaming.await();
			working.await();
			var stop = threads.submit(server::close);
			assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
			finish.countDown();
			stop.get(20, TimeUnit.SECONDS);
			assertThat(work.get(30, TimeUnit.SECONDS).body()).isEqualTo("done");
		}
		assertThatThrownBy(() -> get("/work")).isInstanceOf(IOException.class);
		assertThat(server.counters().active()).isZero();
	}

	@Test
	void listensAtFurtherAddressesUntilTheyAreClosed() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router().add("GET", "/", x -> x.send(200, "text/html;charset=utf-8", x.local().orElseThrow().getHostAddress().getBytes(StandardCharsets.UTF_8))));
		var address = new InetSocketAddress("127.77.1.2", 0);
		try (var further = server.listenAlso(address)) {
			var there = new HttpGet("http://127.77.1.2:" + further.address().getPort() + "/");
			assertThat(send(client, there).body()).isEqualTo("127.77.1.2");
			assertThat(get("/").body()).isEqualTo("127.0.0.1");
			assertThatThrownBy(() -> server.listenAlso(further.address())).isInstanceOf(IOException.class);
			further.close();
			try (var fresh = HttpClients.createDefault()) {
				assertThatThrownBy(() -> send(fresh, there)).isInstanceOf(ConnectException.class);
			}
			server.listenAlso(further.address()).close(); // it is free again
		}
	}

	/** Closing overtook the thread that accepts now and then: what came then was still answered. */
	@RepeatedTest(50)
	void refusesAtAFurtherAddressOnceItIsClosed() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router().add("GET", "/", x -> x.send(200, "text/plain", new byte[] { '1' })));
		var further = server.listenAlso(new InetSocketAddress("127.77.1.2", 0));
		further.close();
		try (var socket = new Socket()) {
			assertThatThrownBy(() -> socket.connect(further.address(), 5_000)).isInstanceOf(ConnectException.class);
		}
	}

	@Test
	void listensFurtherOnLoopbackOnly() throws Exception {
		start(Security.LOOPBACK_ONLY, new Router());
		assertThatThrownBy(() -> server.listenAlso(new InetSocketAddress("192.0.2.1", 0))).hasMessageContaining("no loopback address");
	}
}
