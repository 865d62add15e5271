package org.fleetdesk.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.engine.web.EngineServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

@Timeout(60)
class EngineLauncherTest {

	@TempDir
	Path folder;

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();
	private final CountDownLatch stop = new CountDownLatch(1);
	private final LinkedBlockingQueue<EngineContext> started = new LinkedBlockingQueue<>();
	private Thread running;
	private volatile int code = -1;

	/** An engine that answers 204 to everything. */
	private class TestFactory implements EngineFactory {

		@Override
		public String name() {
			return "test";
		}

		@Override
		public String kind() {
			return "testing";
		}

		@Override
		public String description() {
			return "For tests.";
		}

		@Override
		public int defaultPort() {
			return 1;
		}

		@Override
		public List<EngineOption> options() {
			return List.of(new EngineOption("--colour", "NAME", "Some colour.", "red"), new EngineOption("--size", "N", "Some size.", null));
		}

		@Override
		public Map<String, String> localOptions() {
			return Map.of("--size", "9");
		}

		@Override
		public ListenAddress listen(Path data, Map<String, String> options) throws EngineException {
			if (options.get("--colour").equals("broken")) {
				throw new EngineException("its own configuration is broken");
			}
			return new ListenAddress("127.0.0.1", options.get("--colour").equals("own") ? 0 : 1);
		}

		@Override
		public Engine start(EngineContext context) throws EngineException {
			if (context.option("--colour").orElse("").equals("none")) {
				throw new IllegalArgumentException("none is no colour");
			}
			var server = EngineServer.start(new EngineServer.Settings("test", context.serving(), (s, m) -> m, Map.of()), x -> x.send(204));
			started.add(context);
			return new Engine() {
				@Override
				public URI url() {
					return server.url();
				}

				@Override
				public Optional<Path> credentials() {
					return Optional.of(context.data().resolve("one_auth"));
				}

				@Override
				public Map<String, String> connectionOptions() {
					return Map.of("logs", "here");
				}

				@Override
				public void close() {
					server.close();
				}
			};
		}
	}

	/** An engine that another one brings along. */
	private final class PartFactory extends TestFactory {

		@Override
		public String name() {
			return "part";
		}

		@Override
		public boolean inLocalFleet() {
			return false;
		}
	}

	private int run(String... arguments) {
		return new EngineLauncher(List.of(new PartFactory(), new TestFactory()), new PrintStream(out, true), new PrintStream(err, true), Map.of("XDG_DATA_HOME", folder + "/xdg"))
				.run(List.of(arguments), stop);
	}

	private EngineContext serve(String... arguments) throws InterruptedException {
		running = Thread.ofVirtual().start(() -> code = run(arguments));
		return started.poll(20, TimeUnit.SECONDS);
	}

	@AfterEach
	void end() throws InterruptedException {
		stop.countDown();
		if (running != null) {
			running.join();
		}
	}

	@Test
	void servesUntilItIsStopped() throws Exception {
		var context = serve("test", "--listen", "127.0.0.1:0", "--size", "3");
		assertThat(context.data()).isEqualTo(folder.resolve("xdg/fleetdesk/engines/test")).isDirectory();
		assertThat(context.options()).containsEntry("--colour", "red").containsEntry("--size", "3");
		end();
		assertThat(code).isZero();
		assertThat(out.toString()).matches("ready: http://127\\.0\\.0\\.1:\\d+\n");
		assertThat(err.toString()).isEmpty();
	}

	@Test
	void anEnginesOwnConfigurationSaysWhereItListensUnlessTheCommandLineDoes() throws Exception {
		assertThat(serve("test", "--colour", "own").serving().listen()).contains(new ListenAddress("127.0.0.1", 0));
		end();
		assertThat(run("test", "--colour", "broken")).isEqualTo(EngineLauncher.FAILED);
		assertThat(err.toString()).isEqualTo("its own configuration is broken\n");
		assertThat(run("test", "--colour", "broken", "--listen", "127.0.0.1:0")).as("it was stopped at once").isZero();
		assertThat(out.toString().lines()).hasSize(2).allMatch(l -> l.startsWith("ready: "));
	}

	@Test
	void refusesASecondEngineOnTheSameData() throws Exception {
		assertThat(serve("test", "--listen", "127.0.0.1:0", "--data", folder + "/d")).isNotNull();
		assertThat(run("test", "--listen", "127.0.0.1:0", "--data", folder + "/d")).isEqualTo(EngineLauncher.FAILED);
		assertThat(err.toString()).contains(folder + "/d").contains("process " + ProcessHandle.current().pid()).doesNotContain("\tat ");
	}

	@Test
	void explainsBadOptions() {
		assertThat(run()).isEqualTo(EngineLauncher.USAGE);
		assertThat(run("nosuch")).isEqualTo(EngineLauncher.USAGE);
		assertThat(run("test", "--bogus")).isEqualTo(EngineLauncher.USAGE);
		assertThat(run("test", "--listen", "127.0.0.1:x", "--data", folder + "/d")).isEqualTo(EngineLauncher.USAGE);
		assertThat(run("test", "--colour", "none", "--data", folder + "/d")).isEqualTo(EngineLauncher.USAGE);
		assertThat(run("local", "--port-range", "9-1", "--data", folder + "/l")).isEqualTo(EngineLauncher.USAGE);
		assertThat(err.toString()).contains("--bogus").contains("none is no colour").contains("Usage: fleetdesk engine test").doesNotContain("\tat ");
		assertThat(out.toString()).isEmpty();
		assertThat(run("test", "--listen", "0.0.0.0:0", "--data", folder + "/d")).isEqualTo(EngineLauncher.FAILED);
		assertThat(run("test", "--help")).isZero();
		assertThat(out.toString()).contains("--colour");
	}

	@Test
	void theLocalFleetSaysWhereItIsAndKeepsItsPorts() throws Exception {
		var context = serve("local", "--data", folder + "/l", "--port-range", "23850-23899");
		assertThat(context.option("--size")).contains("9");
		Path instance = folder.resolve("l/instance.json");
		await(instance, true);
		var json = new ObjectMapper().readTree(instance.toFile());
		assertThat(Files.getPosixFilePermissions(instance)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
		assertThat(json.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
		assertThat(json.path("engines").path(0).path("kind").asText()).isEqualTo("testing");
		assertThat(json.path("engines")).as("without what others bring along").hasSize(1);
		assertThat(json.path("engines").path(0).path("credentials").asText()).isEqualTo(folder + "/l/test/one_auth");
		assertThat(json.path("engines").path(0).path("options").path("logs").asText()).isEqualTo("here");
		String url = json.path("engines").path(0).path("url").asText();
		assertThat(run("local", "--data", folder + "/l")).isEqualTo(EngineLauncher.FAILED);
		end();
		assertThat(code).isZero();
		assertThat(instance).doesNotExist();

		var launcher = new EngineLauncher(List.of(new TestFactory()), new PrintStream(out, true), new PrintStream(err, true), Map.of());
		var again = new CountDownLatch(1);
		running = Thread.ofVirtual().start(() -> launcher.run(List.of("local", "--data", folder + "/l"), again));
		assertThat(started.poll(20, TimeUnit.SECONDS)).isNotNull();
		await(instance, true);
		assertThat(Files.readString(instance)).contains(url);
		again.countDown();
	}

	private static void await(Path file, boolean exists) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (Files.exists(file) != exists && System.nanoTime() < deadline) {
			TimeUnit.MILLISECONDS.sleep(20);
		}
		assertThat(Files.exists(file)).isEqualTo(exists);
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1:80,127.0.0.1,80", ":81,127.0.0.1,81", "82,127.0.0.1,82", "[::1]:83,::1,83", "::1,::1,9", "localhost,localhost,9" })
	void readsAddresses(String text, String host, int port) {
		assertThat(ListenAddress.parse(text, 9)).isEqualTo(new ListenAddress(host, port));
	}
}
