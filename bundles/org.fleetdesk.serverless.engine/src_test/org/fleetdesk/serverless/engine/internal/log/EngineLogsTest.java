package org.fleetdesk.serverless.engine.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.fleetdesk.engine.EngineException;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSettings;
import org.fleetdesk.serverless.engine.internal.config.EngineConfig.LogSystem;
import org.fleetdesk.serverless.engine.internal.log.EngineLogs.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

@Timeout(60)
class EngineLogsTest {

	/** The time, the zone and the process of the document's example. */
	private static final Form FORM = form(10 << 20);

	@TempDir
	Path folder;

	private static Form form(long bytes) {
		return new Form(InstantSource.fixed(Instant.parse("2023-08-29T00:31:34Z")), ZoneId.of("-06:00"), 2724, bytes);
	}

	private EngineLogs open(Level level, Form form) throws EngineException {
		return EngineLogs.open(folder, new LogSettings(level, LogSystem.FILE), form);
	}

	private List<String> lines(String name) throws Exception {
		return Files.readAllLines(folder.resolve(name));
	}

	@Test
	void writesTheFilesOfTheDocumentInItsFormats() throws Exception {
		try (var logs = open(Level.DEBUG, FORM)) {
			var engine = logs.component(EngineLogs.ENGINE);
			engine.info("Using oned at http://localhost:1338/RPC2");
			engine.debug("Response Body: {}");
			engine.warn("slow");
			engine.error("no answer");
			logs.component(EngineLogs.CLOUD_CLIENT).info("Creating oneflow Service for Serverless Runtime");
			logs.server("Fleetdesk Provisioning Engine: pid=2724 port=1337");
			logs.access(new Access("127.0.0.1", Instant.parse("2023-08-29T00:12:12Z"), "POST", "/serverless-runtimes", "HTTP/1.1", 201, 821, Duration.ofNanos(2_374_600_000L)));
			logs.access(new Access("::1", Instant.parse("2023-08-29T00:12:13Z"), "DELETE", "/serverless-runtimes/7", "HTTP/1.1", 204, 0, Duration.ofMillis(12)));
		}
		assertThat(lines("engine.log").getFirst()).matches("# Logfile created on 2023-08-28 18:31:34 -0600 by fleetdesk [0-9a-f]{16}");
		assertThat(lines("engine.log").stream().skip(1)).containsExactly(
				"I, [2023-08-28 18:31:34 #2724]  INFO -- : Initializing Provision Engine component: engine",
				"I, [2023-08-28 18:31:34 #2724]  INFO -- : Using oned at http://localhost:1338/RPC2",
				"D, [2023-08-28 18:31:34 #2724] DEBUG -- : Response Body: {}",
				"W, [2023-08-28 18:31:34 #2724]  WARN -- : slow",
				"E, [2023-08-28 18:31:34 #2724] ERROR -- : no answer");
		assertThat(lines("CloudClient.log")).hasSize(3).element(2).isEqualTo("I, [2023-08-28 18:31:34 #2724]  INFO -- : Creating oneflow Service for Serverless Runtime");
		assertThat(lines("api.log")).containsExactly("[2023-08-28 18:31:34] INFO  Fleetdesk Provisioning Engine: pid=2724 port=1337",
				"127.0.0.1 - - [28/Aug/2023:18:12:12 -0600] \"POST /serverless-runtimes HTTP/1.1\" 201 821 2.3746",
				"::1 - - [28/Aug/2023:18:12:13 -0600] \"DELETE /serverless-runtimes/7 HTTP/1.1\" 204 - 0.0120");
	}

	@Test
	void continuesItsFilesAfterARestart() throws Exception {
		for (int i = 0; i < 2; i++) {
			try (var logs = open(Level.INFO, FORM)) {
				var log = logs.component(EngineLogs.ENGINE);
				assertThat(logs.component(EngineLogs.ENGINE)).isSameAs(log);
				log.info("run " + i);
			}
		}
		assertThat(lines("engine.log")).hasSize(5).filteredOn(l -> l.startsWith("#")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(value = Level.class, names = "TRACE", mode = EnumSource.Mode.EXCLUDE)
	void writesWhatTheLevelAllowsAndRequestsAlways(Level level) throws Exception {
		try (var logs = open(level, FORM)) {
			var log = logs.component(EngineLogs.ENGINE);
			log.debug("said");
			log.info("said");
			log.warn("said");
			log.error("said");
			assertThat(log.debugs()).isEqualTo(level == Level.DEBUG);
			logs.access(new Access("127.0.0.1", Instant.EPOCH, "GET", "/", "HTTP/1.1", 404, 5, Duration.ZERO));
		}
		assertThat(lines("engine.log").stream().filter(l -> l.endsWith(": said")).map(l -> l.substring(0, 1)))
				.containsExactlyElementsOf(List.of("D", "I", "W", "E").subList(new LogSettings(level, LogSystem.FILE).number(), 4));
		assertThat(lines("api.log")).hasSize(1);
	}

	@Test
	void aTextForgesNoLine() throws Exception {
		String forged = "r\nI, [2023-08-28 18:31:34 #2724]  INFO -- : Serverless Runtime deleted";
		try (var logs = open(Level.DEBUG, FORM)) {
			var log = logs.component(EngineLogs.ENGINE);
			for (String text : List.of(forged, forged.replace("\n", "\r"), forged.replace("\n", "\r\n"), forged.replace("\n", "\u0085"), forged.replace("\n", "\u2028"), "\u001b[31m\u0000")) {
				log.info(text);
			}
			logs.access(new Access("127.0.0.1", Instant.EPOCH, "GET", "/a\" 200 1\n127.0.0.1 - - x", "HTTP/1.1", 404, 5, Duration.ZERO));
		}
		String text = Files.readString(folder.resolve("engine.log"));
		assertThat(text.lines()).hasSize(8);
		assertThat(text).contains("r\\x0aI, [").contains("r\\x0dI, [").contains("r\\x85I, [").contains("r\\u2028I, [").contains("\\x1b[31m\\x00");
		assertThat(text.chars().filter(c -> Character.isISOControl(c) && c != '\n')).isEmpty();
		assertThat(lines("api.log")).containsExactly("127.0.0.1 - - [31/Dec/1969:18:00:00 -0600] \"GET /a%22%20200%201\\x0a127.0.0.1%20-%20-%20x HTTP/1.1\" 404 5 0.0000");
	}

	@Test
	void aTextFillsNoDisk() throws Exception {
		try (var logs = open(Level.DEBUG, FORM)) {
			logs.component(EngineLogs.ENGINE).info("x".repeat(1_000_000));
		}
		assertThat(Files.size(folder.resolve("engine.log"))).isLessThan(70_000);
		assertThat(lines("engine.log").getLast()).endsWith("(934464 more characters)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Authorization: Basic b25lYWRtaW46czNjcmV0LXBhc3M=", "Bearer s3cret-pass", "http://oneadmin:s3cret-pass@cloud:2633/RPC2", "{\"PASSWORD\":\"s3cret-pass\"}",
			"{\"LOGIN_TOKEN\"=>\"s3cret-pass\"}", "CONTEXT=[SR_AUTH=\"s3cret-pass\",X=\"1\"]", "{\"body\":\"CONTEXT=[SR_AUTH=\\\"s3cret-pass\\\",X=\\\"1\\\"]\"}", "ONE_AUTH=s3cret-pass",
			"<USER><PASSWORD>s3cret-pass</PASSWORD></USER>", "<SR_AUTH><![CDATA[s3cret-pass]]></SR_AUTH>", "GET /x?token=s3cret-pass&y=1", "password='s3cret-pass'", "{\"PASSWORD\":\"a\\\"s3cret\"}",
			"{\"body\":\"SR_AUTH=\\\"a\\\\\\\"s3cret\\\"\"}", "PASSWORD=\"never closed s3cret" })
	void masksWhatLooksLikeACredential(String text) throws Exception {
		try (var logs = open(Level.DEBUG, FORM)) {
			logs.component(EngineLogs.ENGINE).info(text);
			logs.access(new Access("127.0.0.1", Instant.EPOCH, "GET", text, "HTTP/1.1", 404, 5, Duration.ZERO));
			logs.server(text);
		}
		for (String name : List.of("engine.log", "api.log")) {
			assertThat(Files.readString(folder.resolve(name))).contains("***").doesNotContain("s3cret").doesNotContain("b25lYWRtaW46czNjcmV0");
		}
	}

	@Test
	void masksLongValuesToo() throws Exception {
		try (var logs = open(Level.DEBUG, FORM)) {
			logs.component(EngineLogs.ENGINE).info("{\"PASSWORD\":\"" + "\\n".repeat(500_000) + "s3cret\",\"x\":1}");
		}
		assertThat(lines("engine.log").getLast()).endsWith(": {\"PASSWORD\":***,\"x\":1}");
	}

	@Test
	void leavesOtherTextAlone() throws Exception {
		String text = "{\"FAAS\"=>{\"FLAVOUR\"=>\"nature\", \"ENDPOINT\"=>\"http://localhost:1339\"}} Invalid token: unexpected end; basic functions of a:b@c";
		try (var logs = open(Level.DEBUG, FORM)) {
			logs.component(EngineLogs.ENGINE).info(text);
		}
		assertThat(lines("engine.log").getLast()).endsWith(": " + text);
	}

	@Test
	void masksTheCallersPasswordInEveryForm() throws Exception {
		String password = "p\"a<ss w&rd";
		String base64 = Base64.getEncoder().encodeToString(("ann:" + password).getBytes(StandardCharsets.UTF_8));
		try (var logs = open(Level.DEBUG, FORM)) {
			var log = logs.component(EngineLogs.ENGINE).masking("ann:" + password);
			log.info("a " + password + " b ann:" + password + " c " + base64);
			log.error("d p\\\"a<ss w&rd e p\"a&lt;ss w&amp;rd f p%22a%3Css+w%26rd");
			logs.component(EngineLogs.ENGINE).masking("bob:b").info("bob is a baby, bob:b");
			logs.component(EngineLogs.ENGINE).masking("").info("nobody");
		}
		var written = lines("engine.log");
		assertThat(written.get(2)).endsWith(": a *** b *** c ***");
		assertThat(written.get(3)).endsWith(": d *** e *** f ***");
		assertThat(written.get(4)).as("a password too short to be told from words").endsWith(": bob is a baby, ***");
		assertThat(written.get(5)).endsWith(": nobody");
	}

	@Test
	void rotatesByItsSizeAndLosesNoLine() throws Exception {
		try (var logs = open(Level.INFO, form(2000))) {
			var log = logs.component(EngineLogs.ENGINE);
			IntStream.range(0, 60).forEach(i -> log.info("line " + i + "."));
		}
		assertThat(folder.resolve("engine.log.1")).exists();
		assertThat(folder.resolve("engine.log.4")).doesNotExist();
		var all = new ArrayList<String>();
		var heads = new ArrayList<String>();
		for (String name : List.of("engine.log.3", "engine.log.2", "engine.log.1", "engine.log")) {
			if (Files.exists(folder.resolve(name))) {
				var part = lines(name);
				assertThat(part.getFirst()).startsWith("# Logfile created on");
				heads.add(part.getFirst());
				assertThat(Files.size(folder.resolve(name))).isLessThan(2200);
				all.addAll(part.subList(1, part.size()));
			}
		}
		assertThat(heads).as("by which files are known when they have been renamed").hasSizeGreaterThan(1).doesNotHaveDuplicates();
		assertThat(all).hasSize(61);
		assertThat(all.getLast()).endsWith(": line 59.");
	}

	@Test
	void losesNoLineWhenItCannotRotate() throws Exception {
		Files.createFile(folder.resolve("engine.log.2"));
		Files.createDirectories(folder.resolve("engine.log.3/not empty"));
		try (var logs = open(Level.INFO, form(500))) {
			var log = logs.component(EngineLogs.ENGINE);
			IntStream.range(0, 20).forEach(i -> log.info("line " + i + "."));
		}
		assertThat(lines("engine.log")).hasSize(22).last().asString().endsWith(": line 19.");
	}

	@Test
	void writesManyThreadsLinesWhole() throws Exception {
		try (var logs = open(Level.INFO, FORM)) {
			var log = logs.component(EngineLogs.ENGINE);
			var threads = IntStream.range(0, 20).mapToObj(t -> Thread.ofVirtual().start(() -> IntStream.range(0, 50).forEach(i -> log.info("thread " + t + " line " + i)))).toList();
			for (var thread : threads) {
				thread.join();
			}
		}
		assertThat(lines("engine.log").stream().skip(2)).hasSize(1000).allMatch(l -> l.matches("I, \\[2023-08-28 18:31:34 #2724]  INFO -- : thread \\d+ line \\d+")).doesNotHaveDuplicates();
	}

	@Test
	void takesAFolderWithLogbacksOwnCharacters() throws Exception {
		folder = folder.resolve("100%d (logs)");
		try (var logs = open(Level.INFO, form(500))) {
			var log = logs.component(EngineLogs.ENGINE);
			IntStream.range(0, 20).forEach(i -> log.info("line " + i));
		}
		assertThat(folder.resolve("engine.log.1")).exists();
	}

	@Test
	void saysWhyItCannotWrite() throws Exception {
		Path file = Files.createFile(folder.resolve("file"));
		folder = file.resolve("logs");
		assertThatThrownBy(() -> open(Level.INFO, FORM)).isInstanceOf(EngineException.class).hasMessageContaining("folder of the logs").hasMessageContaining(file.toString());
		folder = file.resolveSibling("taken");
		Files.createDirectories(folder.resolve("api.log"));
		assertThatThrownBy(() -> open(Level.INFO, FORM)).isInstanceOf(EngineException.class).hasMessageContaining("log cannot be written");
	}

	/** Sends what it should into the C library, which says it on the error stream, too. */
	static final class Speaker {

		private Speaker() {
		}

		public static void main(String[] args) throws Exception {
			var settings = new LogSettings(Level.INFO, LogSystem.SYSLOG);
			var syslog = Syslog.open(Syslog.PERROR);
			try (var logs = EngineLogs.of(settings, Lines.plain(FORM), (component, header) -> syslog.sink(component))) {
				var log = logs.component(EngineLogs.ENGINE);
				log.debug("not this");
				log.info("Serverless Runtime %s%n created\nforged \u00fc");
				log.error("SR_AUTH=secret");
				logs.access(new Access("127.0.0.1", Instant.EPOCH, "GET", "/", "HTTP/1.1", 404, 5, Duration.ZERO));
			}
		}
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void speaksToTheSystemsLog() throws Exception {
		Path err = folder.resolve("err");
		var child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
				System.getProperty("java.class.path"), Speaker.class.getName()).redirectError(err.toFile()).start();
		try {
			assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
		} finally {
			child.destroyForcibly();
		}
		String head = "provision-engine[" + child.pid() + "]: ";
		assertThat(Files.readAllLines(err)).containsExactly(head + "engine: Initializing Provision Engine component: engine", head + "engine: Serverless Runtime %s%n created\\x0aforged \u00fc",
				head + "engine: SR_AUTH=***", head + "api: 127.0.0.1 - - [31/Dec/1969:18:00:00 -0600] \"GET / HTTP/1.1\" 404 5 0.0000");
		assertThat(List.of(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG)).extracting(Syslog::priority).containsExactly(3, 4, 6, 7);
		assertThat(folder.resolve("engine.log")).doesNotExist();
	}
}
