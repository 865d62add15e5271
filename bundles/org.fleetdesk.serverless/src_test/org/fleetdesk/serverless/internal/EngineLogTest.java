package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.core.Connection;
import org.fleetdesk.core.Connections;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.Registration;
import org.fleetdesk.core.ResourceId;
import org.fleetdesk.core.Sessions;
import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security;
import org.fleetdesk.engine.Serving;
import org.fleetdesk.engine.web.EngineServer;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.logs.Backoff;
import org.fleetdesk.logs.FurtherLog;
import org.fleetdesk.logs.IngestState;
import org.fleetdesk.logs.LineBlock;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogInfo;
import org.fleetdesk.logs.LogIngestor;
import org.fleetdesk.logs.LogKey;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSettings;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogStore;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.serverless.engine.internal.provision.ApiFace;
import org.fleetdesk.serverless.internal.cli.RuntimeCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

/** What the engine says of a runtime: kept, and printed by the command line; from a real engine. */
@Timeout(120)
class EngineLogTest {

	private static final Backoff QUICK = new Backoff(Duration.ofMillis(20), Duration.ofMillis(100));

	@TempDir
	Path folder;
	private Setup setup;

	@BeforeEach
	void open() {
		setup = new Setup(folder);
	}

	@AfterEach
	void close() throws Exception {
		setup.close();
	}

	private static ResourceId id(int runtime) {
		return new FurtherLog(Setup.id(Serverless.RUNTIME, runtime), Serverless.ENGINE_LOG).id();
	}

	private static EngineLogSource source(ServerlessSession session) {
		return new EngineLogSource(new One(), _ -> session);
	}

	/** What stands in the engine's files for a runtime; what its create said first has no number. */
	private List<String> written(int runtime) throws IOException {
		var lines = Files.readAllLines(folder.resolve("logs/engine.log"));
		String request = lines.stream().filter(l -> l.endsWith(" Allocated Serverless Runtime Document") && l.contains("[SR " + runtime + "] ")).findFirst().orElseThrow()
				.replaceFirst(".*\\[SR \\d+] (\\[\\w+]) .*", "$1");
		return lines.stream().filter(l -> l.contains(" -- : [SR " + runtime + "] ") || l.contains(" -- : " + request + " ")).toList();
	}

	private static List<String> kept(LogStream stream, boolean marks) throws IOException {
		stream.flush();
		var found = new ArrayList<String>();
		try (var lines = stream.open()) {
			var block = new LineBlock();
			for (long row = lines.first(); row < lines.end(); row += block.count()) {
				lines.read(row, 100, block);
				for (int i = 0; i < block.count(); i++) {
					if (block.is(i, LineFlags.MARK) == marks) {
						found.add(block.text(i));
					}
				}
			}
		}
		return found;
	}

	private interface Check {
		boolean holds() throws Exception;
	}

	private static void await(String what, Check check) throws Exception {
		var until = Instant.now().plus(Duration.ofSeconds(40));
		while (!check.holds()) {
			assertThat(Instant.now()).as(what).isBefore(until);
			Thread.sleep(20);
		}
	}

	@Test
	void aLostConnectionAndARestartOfTheConsoleNeitherDoubleNorLoseLines() throws Exception {
		var session = setup.start().session();
		int runtime = setup.create(session, Setup.runtime("one", "Function", 1));
		try (var store = new LogStore(folder.resolve("kept"), LogSettings.DEFAULT); var proxy = new FaultProxy(setup.engine.url())) {
			var stream = store.open(new LogInfo(LogKey.of(id(runtime)), "one (engine)", id(runtime).kind(), "lab"));
			var source = source(setup.session(proxy.url(), Map.of()));
			try (var ingestor = new LogIngestor(source, id(runtime), stream, QUICK, Clock.systemDefaultZone())) {
				await("the first lines", () -> kept(stream, false).equals(written(runtime)));
				proxy.down();
				await("the connection is lost", () -> ingestor.state() instanceof IngestState.Reconnecting);
				session.update(runtime, Setup.runtime("one", "Function", 2));
				proxy.heal();
				await("what came meanwhile", () -> kept(stream, false).equals(written(runtime)));
			}
			session.update(runtime, Setup.runtime("one", "Function", 1));
			try (var ingestor = new LogIngestor(source, id(runtime), stream, QUICK, Clock.systemDefaultZone())) {
				await("what came while nobody followed", () -> kept(stream, false).equals(written(runtime)));
				session.delete(runtime);
				await("the end of the runtime", () -> ingestor.state() instanceof IngestState.Ended);
			}
			assertThat(kept(stream, false)).isEqualTo(written(runtime)).last().asString().endsWith("Serverless Runtime " + runtime + " is deleted");
			assertThat(kept(stream, true)).as("marks").isEmpty();
		}
	}

	/** Only takes lines. */
	private static final class Lines implements LogSink {

		final List<String> lines = new ArrayList<>();

		@Override
		public void connected() {
			// as expected
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			assertThat(timeNanos).isPositive();
			lines.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
		}

		@Override
		public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flags) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void timestamped(byte[] bytes, int offset, int length, int flags) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void mark(String text) {
			lines.add(text);
		}
	}

	@Test
	void theFirstVersionOfTheInterfaceHandsThemOutToo() throws Exception {
		var session = setup.start(ApiFace.SEED).session();
		int runtime = setup.create(session, Setup.runtime("one", "nature", 1));
		var lines = new Lines();
		source(session).stream(id(runtime), LogPosition.START, false, lines);
		assertThat(lines.lines).isEqualTo(written(runtime)).isNotEmpty();
	}

	/** One that knows a runtime, but not this path; a Sinatra application says so by a page. */
	@ParameterizedTest
	@CsvSource({ "text/html, <h1>Not Found</h1>", "application/json, '{\"error\":\"Not found\",\"message\":\"There is no such route\"}'" })
	void anEngineWithoutTheExtensionIsSaid(String type, String body) throws Exception {
		var serving = Serving.at(ListenAddress.parse("127.0.0.1:0", 0), Security.LOOPBACK_ONLY);
		var settings = new EngineServer.Settings("original", serving, (status, message) -> Map.of("error", message), Map.of()).asking();
		try (var server = EngineServer.start(settings, x -> {
			if (x.path().equals("/serverless-runtimes/5")) {
				x.send(200, "application/json", "{\"SERVERLESS_RUNTIME\":{\"NAME\":\"a\",\"ID\":5,\"FAAS\":{\"FLAVOUR\":\"nature\"}}}".getBytes(StandardCharsets.UTF_8));
			} else {
				x.send(404, type, body.getBytes(StandardCharsets.UTF_8));
			}
		})) {
			var source = source(setup.session(server.url(), Map.of(), "secret"));
			assertThatThrownBy(() -> source.stream(id(5), LogPosition.START, true, new Lines()))
					.isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED)).hasMessageContaining("This engine does not hand out its log");
		}
	}

	@Test
	void aRuntimeThatThereIsNotIsSaid() throws Exception {
		var source = source(setup.start().session());
		assertThatThrownBy(() -> source.stream(id(4711), LogPosition.START, true, new Lines()))
				.isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
	}

	@Test
	void onlyRuntimesOfThisKindOfConnectionHaveOne() {
		var source = source(null);
		assertThat(source.handles(id(5))).isTrue();
		assertThat(source.handles(Setup.id(Serverless.RUNTIME, 5))).isFalse();
		assertThat(source.handles(new FurtherLog(Setup.id(Serverless.VM, 5), Serverless.ENGINE_LOG).id())).isFalse();
		assertThat(source.handles(new ResourceId("other", id(5).kind(), "5"))).isFalse();
	}

	private int run(ServerlessSession session, ByteArrayOutputStream out, String... words) throws Exception {
		Sessions sessions = _ -> session;
		var parsed = ((CommandLine) new RuntimeCommand(new One(), sessions, null).newCommand()).parseArgs(words);
		while (parsed.hasSubcommand()) {
			parsed = parsed.subcommand();
		}
		var command = (FleetCommand) parsed.commandSpec().userObject();
		command.connect(new PrintStream(out, true), new PrintStream(OutputStream.nullOutputStream(), true), folder);
		return command.call();
	}

	@Test
	void theCommandLinePrintsAndFollowsThem() throws Exception {
		var session = setup.start().session();
		int runtime = setup.create(session, Setup.runtime("one", "Function", 1));
		var out = new ByteArrayOutputStream();
		assertThat(run(session, out, "logs", "one", "--engine")).isZero();
		assertThat(out.toString().lines().toList()).isEqualTo(written(runtime));
		out.reset();
		run(session, out, "logs", "one", "--engine", "-n", "1", "--json");
		assertThat(out.toString().lines()).singleElement().asString().contains("\"time\":\"20", "\"text\":\"I, [");
		out.reset();
		run(session, out, "logs", "one");
		assertThat(out.toString()).as("OneFlow's").doesNotContain("[SR ").contains("RUNNING");

		var followed = new ByteArrayOutputStream();
		var following = new FutureTask<>(() -> run(session, followed, "logs", "one", "--engine", "-f"));
		Thread.ofVirtual().start(following);
		await("the lines", () -> followed.toString().contains("Serverless Runtime created"));
		session.delete(runtime);
		assertThat(following.get(30, TimeUnit.SECONDS)).isZero();
		assertThat(followed.toString().lines().toList()).isEqualTo(written(runtime));
		out.reset();
		assertThat(run(session, out, "logs", String.valueOf(runtime), "--engine")).as("by its number, when it is gone").isZero();
		assertThat(out.toString().lines().toList()).isEqualTo(written(runtime));
	}

	/** The setup's connection. */
	private static final class One implements Connections {

		private static final Connection ONE = new Connection(Setup.id("", "").connection(), Serverless.KIND, "lab", URI.create("http://127.0.0.1:1337"), Optional.empty(), Map.of(), false);

		@Override
		public List<Connection> list() {
			return List.of(ONE);
		}

		@Override
		public Optional<String> problem() {
			return Optional.empty();
		}

		@Override
		public Optional<Connection> find(String idOrName) {
			return Optional.of(ONE).filter(c -> c.id().equals(idOrName));
		}

		@Override
		public void add(Connection connection, Map<String, String> secrets) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void update(Connection connection, Map<String, String> secrets) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void remove(String id) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Registration addListener(Runnable changed) {
			throw new UnsupportedOperationException();
		}
	}
}
