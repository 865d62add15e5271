package org.fleetdesk.gateways.agent.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.fleetdesk.gateways.agent.internal.cloud.DeviceCloud;
import org.fleetdesk.gateways.agent.internal.config.Configuration;
import org.fleetdesk.gateways.agent.internal.report.DeviceFacts;
import org.fleetdesk.gateways.agent.internal.report.Reports;
import org.fleetdesk.gateways.agent.internal.report.Traffic;
import org.fleetdesk.gateways.agent.internal.report.Usage;
import org.fleetdesk.gateways.agent.internal.supervise.LogPiece;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.agent.internal.supervise.Supervisor;
import org.fleetdesk.gateways.agent.internal.supervise.SupervisorException;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpClientFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

class ControlChannelTest {

	private static final String CIK = "0123456789abcdef0123456789abcdef01234567";
	private static final ObjectMapper MAPPER = new ObjectMapper();

	@TempDir
	Path folder;
	private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
	private final BlockingQueue<JsonNode> replies = new LinkedBlockingQueue<>();
	private final BlockingQueue<Duration> pauses = new LinkedBlockingQueue<>();
	private final List<String> done = new ArrayList<>();
	private final AtomicInteger checkIns = new AtomicInteger();
	private volatile boolean without;
	private volatile boolean empty;
	private volatile boolean refused;
	private volatile boolean activates;
	private volatile String key = CIK;
	/** How many pauses are none. */
	private final AtomicInteger shortened = new AtomicInteger();
	private final AtomicInteger refusals = new AtomicInteger();
	private Path log;
	private HttpServer server;
	private HttpClientFactory http;
	private Thread channel;

	@BeforeEach
	void start() throws IOException {
		server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
		server.createContext("/", this::handle);
		server.start();
		http = new HttpClientFactory(HttpAudit.NONE);
		log = Files.writeString(folder.resolve("test_app.log"), "one\ntwo\n");
		var home = new AgentHome(folder.resolve("home"));
		var configuration = new Configuration(home);
		configuration.setGateway(Map.of("vendor", "p", "model", "p", "uuid", "sn", "cik", CIK));
		URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
		var gateway = configuration.gateway();
		var traffic = new Traffic();
		var cloud = new DeviceCloud(http.open(EndpointSettings.of(url)), () -> gateway, "test", traffic);
		var facts = new DeviceFacts(Path.of("/proc"));
		var reports = new Reports(facts, new Usage(facts, home.traffic(), url), traffic, home.traffic().resolve("gwe.json"), supervisor(), List::of, "1", Clock.systemUTC());
		Files.createDirectories(home.logs());
		Files.writeString(home.logs().resolve("gwe.log"), "a line with the key " + CIK + " in it\n");
		var requests = new ControlRequests(supervisor(), checkIns::incrementAndGet, new SupportReport(home, reports, supervisor(), "1", Clock.systemUTC())::collect);
		var loop = new ControlChannel(cloud, () -> key, requests, time -> {
			pauses.add(time);
			if (shortened.getAndDecrement() <= 0) {
				Thread.sleep(Duration.ofHours(1));
			}
			if (shortened.get() == 0 && activates) {
				key = "another";
				refused = false;
			}
		}, new SplittableRandom(1));
		channel = Thread.ofVirtual().start(() -> {
			try {
				loop.run();
			} catch (InterruptedException e) {
				// as it ends
			}
		});
	}

	@AfterEach
	void end() throws InterruptedException {
		channel.interrupt();
		channel.join(Duration.ofSeconds(30));
		http.close();
		server.stop(0);
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			byte[] body = exchange.getRequestBody().readAllBytes();
			if (without) {
				exchange.sendResponseHeaders(404, -1);
			} else if (refused) {
				refusals.incrementAndGet();
				exchange.sendResponseHeaders(401, -1);
			} else if (empty) {
				exchange.sendResponseHeaders(204, -1);
			} else if (exchange.getRequestMethod().equals("POST")) {
				replies.add(MAPPER.readTree(body));
				exchange.sendResponseHeaders(204, -1);
			} else {
				String request = asked.poll(1, TimeUnit.MINUTES);
				byte[] bytes = request == null ? new byte[0] : request.getBytes(StandardCharsets.UTF_8);
				exchange.sendResponseHeaders(request == null ? 204 : 200, bytes.length);
				exchange.getResponseBody().write(bytes);
			}
		} catch (InterruptedException e) {
			// the server ends
		}
	}

	private JsonNode ask(String request) throws InterruptedException {
		asked.add(request);
		JsonNode reply = replies.poll(20, TimeUnit.SECONDS);
		assertThat(reply).as("a reply to %s", request).isNotNull();
		return reply;
	}

	private Supervisor supervisor() {
		return (Supervisor) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Supervisor.class }, (proxy, method, arguments) -> switch (method.getName()) {
		case "all" -> List.of(new ProcessInfo("test_app", State.RUNNING, 42, Optional.of(Instant.EPOCH), Optional.empty(), Instant.EPOCH.plusSeconds(5), 0, "", "pid 42, uptime 0:00:05",
				log.toString(), 1));
		case "find" -> Optional.empty();
		case "tail" -> new LogPiece("two\n", 8, false);
		case "version" -> "supervisor 1";
		case "stop" -> {
			if (!arguments[0].equals("test_app")) {
				throw new SupervisorException(10, "There is no program " + arguments[0] + ".", null);
			}
			yield done.add("stop " + arguments[0]) ? null : null;
		}
		default -> done.add(method.getName() + " " + arguments[0]) ? null : null;
		});
	}

	@Test
	void processesAreToldAndControlled() throws Exception {
		var process = ask("{\"id\":\"1\",\"do\":\"status\"}").path("processes").path(0);
		assertThat(process.path("name").asText()).isEqualTo("test_app");
		assertThat(process.path("state").asText()).isEqualTo("RUNNING");
		assertThat(process.path("pid").asInt()).isEqualTo(42);
		assertThat(process.path("restarts").asInt()).isEqualTo(1);

		assertThat(ask("{\"id\":\"2\",\"do\":\"stop\",\"app\":\"test_app\"}").path("ok").asBoolean()).isTrue();
		assertThat(ask("{\"id\":\"3\",\"do\":\"signal\",\"app\":\"test_app\",\"signal\":\"hup\"}").path("ok").asBoolean()).isTrue();
		assertThat(done).containsExactly("stop test_app", "signal test_app");
		assertThat(ask("{\"id\":\"4\",\"do\":\"stop\",\"app\":\"other\"}").path("message").asText()).isEqualTo("There is no program other.");
		assertThat(ask("{\"id\":\"5\",\"do\":\"stop\",\"app\":\"gwe\"}").path("ok").asBoolean()).isFalse();
		assertThat(ask("{\"id\":\"6\",\"do\":\"restart\",\"app\":\"gwe\"}").path("ok").asBoolean()).isFalse();
		assertThat(ask("{\"id\":\"7\",\"do\":\"dance\"}").path("message").asText()).contains("dance");
	}

	@Test
	void aLogIsTailed() throws Exception {
		var reply = ask("{\"id\":\"1\",\"do\":\"tail\",\"app\":\"test_app\",\"offset\":-1,\"length\":4}");
		assertThat(reply.path("text").asText()).isEqualTo("two\n");
		assertThat(reply.path("offset").asLong()).isEqualTo(8);
	}

	@Test
	void aReportIsACheckInAtOnce() throws Exception {
		assertThat(ask("{\"id\":\"1\",\"do\":\"report\"}").path("ok").asBoolean()).isTrue();
		assertThat(checkIns).hasValue(1);
	}

	@Test
	void aSupportReportHasWhatHelpsAndNoKey() throws Exception {
		var reply = ask("{\"id\":\"1\",\"do\":\"support\"}");
		assertThat(reply.path("name").asText()).matches("support_\\d{8}_\\d{6}\\.tar\\.gz");
		var files = unpacked(Base64.getDecoder().decode(reply.path("data").asText()));
		assertThat(files).containsKeys("support/Gateway.cfg", "support/versions.txt", "support/processes.txt", "support/reports/device_info.json", "support/logs/gwe.log", "support/logs/test_app.log");
		assertThat(files.get("support/logs/test_app.log")).isEqualTo("one\ntwo\n");
		assertThat(files.get("support/Gateway.cfg")).contains("cik = ***").contains("uuid = sn");
		assertThat(files.values()).noneMatch(text -> text.contains(CIK));
	}

	private static Map<String, String> unpacked(byte[] bytes) throws IOException {
		var files = new HashMap<String, String>();
		try (var tar = new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)))) {
			for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
				files.put(entry.getName(), new String(tar.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		return files;
	}

	@Test
	void aSupportReportStaysSmall() throws Exception {
		var random = new SplittableRandom(5);
		var text = new StringBuilder();
		for (int i = 0; i < 400_000; i++) {
			text.append((char) random.nextInt(33, 127));
		}
		for (int i = 0; i < 8; i++) {
			Files.writeString(folder.resolve("home/logs/app" + i + ".log"), text);
		}
		assertThat(Base64.getDecoder().decode(ask("{\"id\":\"1\",\"do\":\"support\"}").path("data").asText())).hasSizeLessThanOrEqualTo(700 << 10);
	}

	@Test
	void aCloudThatDoesNotWaitIsNotAskedAgainAtOnce() throws Exception {
		empty = true;
		asked.add("{}"); // ends the poll that is open
		assertThat(pauses.poll(20, TimeUnit.SECONDS)).isGreaterThan(Duration.ofMillis(500));
	}

	@Test
	void theAgentIsNeitherStoppedNorSignalledUnderAnyOfItsNames() throws Exception {
		for (String name : List.of("gwe", "gwe:gwe", "gwe:*", "gwe:")) {
			assertThat(ask("{\"id\":\"1\",\"do\":\"stop\",\"app\":\"" + name + "\"}").path("message").asText()).contains("cannot be stopped");
			assertThat(ask("{\"id\":\"2\",\"do\":\"signal\",\"app\":\"" + name + "\",\"signal\":\"STOP\"}").path("message").asText()).contains("no signals");
		}
		assertThat(done).isEmpty();
	}

	@Test
	void halfAKeyAtTheCutOfALogIsNotInASupportReport() throws Exception {
		for (String before : List.of("x", "xx\n", "password = sec")) {
			String text = before + CIK.repeat(1) + "\n";
			var long1 = new StringBuilder(text);
			while (long1.length() < (200 << 10) + before.length() + 10) {
				long1.append("a line\n");
			}
			Files.writeString(folder.resolve("home/logs/gwe.log"), long1.substring(0, (200 << 10) + before.length() + 10));
			var files = unpacked(Base64.getDecoder().decode(ask("{\"id\":\"1\",\"do\":\"support\"}").path("data").asText()));
			assertThat(files.get("support/logs/gwe.log")).startsWith("a line\n").doesNotContain(CIK.substring(10));
		}
	}

	@Test
	void aRefusedKeyIsShownEverMoreRarely() throws Exception {
		refused = true;
		shortened.set(400);
		asked.add("{}"); // ends the poll that is open
		Duration all = Duration.ZERO;
		for (int i = 0; i <= 400; i++) {
			var pause = pauses.poll(20, TimeUnit.SECONDS);
			assertThat(pause).as("a pause").isNotNull();
			all = all.plus(pause);
		}
		assertThat(all).isGreaterThan(Duration.ofMinutes(30));
		assertThat(refusals.get()).as("questions in %s", all).isLessThan(25);
	}

	@Test
	void anotherKeyIsShownSoon() throws Exception {
		refused = true;
		activates = true;
		shortened.set(200);
		asked.add("{}"); // ends the poll that is open
		Duration last = Duration.ZERO;
		for (int i = 0; i < 200; i++) {
			last = pauses.poll(20, TimeUnit.SECONDS);
			assertThat(last).as("a pause").isNotNull();
			asked.clear(); // when no poll was open
		}
		assertThat(last).isLessThanOrEqualTo(Duration.ofSeconds(10));
		assertThat(ask("{\"id\":\"1\",\"do\":\"report\"}").path("ok").asBoolean()).isTrue();
		assertThat(pauses).isEmpty();
	}

	@Test
	void aCloudWithoutTheChannelIsAskedAgainMuchLater() throws Exception {
		without = true;
		asked.add("{}"); // ends the poll that is open
		assertThat(pauses.poll(20, TimeUnit.SECONDS)).isGreaterThan(Duration.ofMinutes(30));
	}
}
