package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.core.internal.Fakes.until;

import java.io.IOException;
import java.net.InetAddress;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.FleetEvent;
import org.fleetdesk.core.FleetModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a launcher that starts {@link Engines}, a process that listens and says so. */
class LocalFleetProcessTest {

	/** A launcher that starts {@link Engines}. */
	private static final String ENGINES = "exec '" + ProcessHandle.current().info().command().orElseThrow() + "' -XX:TieredStopAtLevel=1 -cp '"
			+ System.getProperty("java.class.path") + "' '" + Engines.class.getName() + "' \"$@\"";

	@TempDir
	private Path folder;
	private final EngineKinds kinds = new EngineKinds();
	private final Fakes.MemorySecrets secrets = new Fakes.MemorySecrets();
	private final List<FleetEvent> reported = new CopyOnWriteArrayList<>();
	private final FleetModel reports = (FleetModel) Proxy.newProxyInstance(FleetModel.class.getClassLoader(), new Class<?>[] { FleetModel.class },
			(proxy, method, arguments) -> report(method.getName(), arguments));
	private UserDataFolder data;
	private StoredConnections connections;

	private Object report(String method, Object[] arguments) {
		assertThat(method).isEqualTo("report");
		reported.add((FleetEvent) arguments[0]);
		return null;
	}

	@BeforeEach
	void opens() throws Exception {
		data = new UserDataFolder(folder);
		data.own("a test");
		connections = new StoredConnections(data, kinds, secrets, what -> { });
	}

	@AfterEach
	void endsWhatATestStarted() throws Exception {
		LocalInstance.read(instance()).flatMap(LocalInstance::process).ifPresent(ProcessHandle::destroyForcibly);
	}

	private Path instance() {
		return folder.resolve("local/instance.json");
	}

	private LocalFleetProcess fleet(String script) throws IOException {
		Path launcher = folder.resolve("launcher");
		Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
		Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
		return new LocalFleetProcess(data, connections, secrets, reports, what -> { }, Optional.of(launcher.toString()));
	}

	private LocalFleetProcess fleet() throws IOException {
		return fleet(ENGINES);
	}

	private Connection local() {
		return connections.list().stream().filter(Connection::local).findFirst().orElseThrow();
	}

	@Test
	void startsTheEnginesAdoptsThemAndStopsThem() throws Exception {
		var fleet = fleet();
		assertThat(fleet.running()).isFalse();
		fleet.ensureRunning();
		long pid = LocalInstance.read(instance()).orElseThrow().pid();
		var connection = local();
		assertThat(connection.name()).isEqualTo("Local");
		assertThat(connection.kind()).isEqualTo("so3");
		assertThat(secrets.get(connection.credentials().orElseThrow())).contains("Bearer token-1");
		assertThat(Files.readString(folder.resolve("connections.json"))).doesNotContain("token-1");

		// as after a kill of the console: another process adopts what runs
		var next = fleet("echo must not start again; exit 1");
		next.ensureRunning();
		assertThat(LocalInstance.read(instance()).orElseThrow().pid()).isEqualTo(pid);
		assertThat(connections.list()).containsExactly(connection);
		assertThat(next.running()).isTrue();

		next.stop();
		assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
		assertThat(next.running()).isFalse();
		assertThat(instance()).as("it was ended in order").doesNotExist();
		next.stop();
	}

	@Test
	void connectsWithTheCredentialsThatAnEngineKeepsInAFile() throws Exception {
		Path file = Files.writeString(folder.resolve("one_auth"), "oneadmin:first\n");
		Files.createDirectories(instance().getParent());
		try (var listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			var engines = new ProcessBuilder("sleep", "300").start();
			try {
				var started = engines.info().startInstant().orElseThrow();
				Files.writeString(instance(), Engines.json(engines.pid(), started, listening.getLocalPort()).replace("\"token\":\"token-1\"",
						"\"credentials\":\"" + file + "\",\"options\":{\"logs\":\"file:///here\"}"));
				var fleet = fleet("echo must not start; exit 1");
				fleet.ensureRunning();
				var first = local();
				assertThat(secrets.get(first.credentials().orElseThrow())).contains("Basic oneadmin:first");
				assertThat(first.options()).containsEntry("logs", "file:///here");
				fleet.ensureRunning();
				assertThat(local()).isEqualTo(first);
				connections.update(first.withOption("logs", "file:///elsewhere").withOption("other", "kept"));
				fleet.ensureRunning();
				assertThat(local().options()).containsEntry("logs", "file:///here").containsEntry("other", "kept");
				connections.update(first);

				Files.writeString(file, "oneadmin:second\n");
				fleet.ensureRunning();
				assertThat(local().sameWay(first)).as("open sessions still fit").isFalse();
				assertThat(secrets.get(local().credentials().orElseThrow())).contains("Basic oneadmin:second");
				assertThat(secrets.names()).doesNotContain(first.credentials().orElseThrow());
				assertThat(Files.readString(folder.resolve("connections.json"))).doesNotContain("first").doesNotContain("second");

				Files.writeString(file, "nothing of use");
				assertThatThrownBy(fleet::ensureRunning).isInstanceOf(IOException.class).hasMessageContaining(file.toString()).hasMessageContaining("USER:PASSWORD");
				Files.delete(file);
				assertThatThrownBy(fleet::ensureRunning).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
			} finally {
				engines.destroyForcibly().waitFor();
				Files.delete(instance());
			}
		}
	}

	/** Ctrl+C in a terminal goes to all of its process group. */
	@Test
	@EnabledOnOs(OS.LINUX)
	void theEnginesAreNotInTheGroupOfTheConsole() throws Exception {
		fleet().ensureRunning();
		assertThat(group(pid())).isNotEqualTo(group(ProcessHandle.current().pid()));
	}

	/** Source: proc_pid_stat(5). */
	private static String group(long pid) throws IOException {
		String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
		return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2];
	}

	@Test
	void startsEnginesAgainThatDiedButNotThoseThatWereStopped() throws Exception {
		var fleet = fleet();
		try {
			fleet.keepRunning();
			fleet.ensureRunning();
			var first = LocalInstance.read(instance()).orElseThrow();
			first.process().orElseThrow().destroyForcibly();
			until("they serve again", () -> fleet.running() && pid() != first.pid());
			assertThat(reported).singleElement().satisfies(e -> {
				assertThat(e.connection()).isEqualTo(local().id());
				assertThat(e.text()).contains("started again");
			});
			var second = LocalInstance.read(instance()).orElseThrow();
			until("the new address is known", () -> local().url().equals(second.engines().getFirst().url()));
			fleet.stop();
			assertThat(instance()).doesNotExist();
			assertThat(reported).hasSize(1);
			fleet.ensureRunning();
			assertThat(pid()).isNotEqualTo(second.pid());
		} finally {
			fleet.close();
		}
	}

	private long pid() {
		try {
			return LocalInstance.read(instance()).map(LocalInstance::pid).orElse(0L);
		} catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	@Test
	void keepsTheConnectionWhenTheAddressChanges() throws Exception {
		connections.add(new Connection("mine", "so3", "local", URI.create("tcp://elsewhere:1"), Optional.empty(), Map.of(), false));
		var fleet = fleet();
		fleet.ensureRunning();
		var first = local();
		assertThat(first.name()).isEqualTo("Local 2");
		connections.update(new Connection(first.id(), first.kind(), "My board", first.url(), first.credentials(), Map.of("site", "lab"), true));
		fleet.stop();
		fleet.ensureRunning();
		assertThat(local().id()).isEqualTo(first.id());
		assertThat(local().name()).isEqualTo("My board");
		assertThat(local().labels()).containsEntry("site", "lab");
		assertThat(local().url()).isEqualTo(LocalInstance.read(instance()).orElseThrow().engines().getFirst().url()).isNotEqualTo(first.url());
	}

	@Test
	void isNotFooledByAProcessThatGotTheSameNumber() throws Exception {
		var stranger = new ProcessBuilder("sleep", "300").start();
		try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Files.createDirectories(instance().getParent());
			Files.writeString(instance(), Engines.json(stranger.pid(), Instant.now().minusSeconds(3600), listening.getLocalPort()));
			var fleet = fleet();
			assertThat(fleet.running()).isFalse();
			fleet.stop();
			assertThat(stranger.isAlive()).isTrue();
			fleet.ensureRunning();
			assertThat(LocalInstance.read(instance()).orElseThrow().pid()).isNotEqualTo(stranger.pid());
		} finally {
			stranger.destroyForcibly().waitFor();
		}
	}

	@Test
	void quotesTheLogWhenTheEnginesDoNotStart() throws Exception {
		var fleet = fleet("echo starting; printf 'no QEMU, \\033[31mno fun\\n'; exit 3");
		assertThatThrownBy(fleet::ensureRunning).isInstanceOf(IOException.class).hasMessageContaining("ended while they started")
				.hasMessageContaining("starting / no QEMU,  [31mno fun").hasMessageContaining("engine.log");
		assertThat(connections.list()).isEmpty();
	}

	@Test
	void saysWhenItCannotStart() throws Exception {
		var unknown = new LocalFleetProcess(data, connections, secrets, reports, what -> { }, Optional.empty());
		assertThatThrownBy(unknown::ensureRunning).isInstanceOf(IOException.class).hasMessageContaining("fleetdesk.launcher");
		var missing = new LocalFleetProcess(data, connections, secrets, reports, what -> { }, Optional.of("/nowhere/fleetdesk"));
		assertThatThrownBy(missing::ensureRunning).isInstanceOf(IOException.class).hasMessageContaining("/nowhere/fleetdesk");
	}

	@Test
	void interruptingTheStartEndsTheChild() throws Exception {
		var fleet = fleet("echo $$ > '" + folder + "/pid.part'; mv '" + folder + "/pid.part' '" + folder + "/pid'; exec sleep 300");
		var ended = new CountDownLatch(1);
		var thrown = new AtomicReference<Exception>();
		var thread = Thread.ofVirtual().start(() -> {
			try {
				fleet.ensureRunning();
			} catch (Exception e) {
				thrown.set(e);
			}
			ended.countDown();
		});
		until("the child runs", () -> Files.exists(folder.resolve("pid")));
		long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
		thread.interrupt();
		ended.await();
		assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
		until("the child ends", () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
	}

	/** A launcher that never serves, and has a process of its own. */
	private String startsForEver() {
		return "sleep 300 & echo $$ $! > '" + folder + "/pid.part'; mv '" + folder + "/pid.part' '" + folder + "/pid'; wait";
	}

	/** The launcher, and the process of its own. */
	private List<ProcessHandle> starting() throws Exception {
		until("the child runs", () -> Files.exists(folder.resolve("pid")));
		return Stream.of(Files.readString(folder.resolve("pid")).strip().split(" ")).map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow()).toList();
	}

	@Test
	void stoppingThemWhileTheyStartBreaksTheStartOffAndWaitsForThat() throws Exception {
		var fleet = fleet(startsForEver());
		var thrown = new CompletableFuture<Exception>();
		Thread.ofVirtual().start(() -> {
			try {
				fleet.ensureRunning();
				thrown.complete(null);
			} catch (Exception e) {
				thrown.complete(e);
			}
		});
		var started = starting();
		fleet.stop();
		assertThat(started).noneMatch(ProcessHandle::isAlive);
		assertThat(thrown.get()).isInstanceOf(IOException.class).hasMessageContaining("stopped while they started");
	}

	/** A process that starts the local fleet, and is told to end: see {@link Starter}. */
	private Process starter(String launcher, String ends) throws IOException {
		fleet(launcher);
		return new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				Starter.class.getName(), folder.toString(), ends).inheritIO().start();
	}

	@ParameterizedTest
	@ValueSource(strings = { "unsaid", "ends" })
	@EnabledOnOs(OS.LINUX)
	void aProcessThatIsToldToEndWhileTheyStartLeavesNothingBehind(String ends) throws Exception {
		var console = starter(startsForEver(), ends);
		try {
			var started = starting();
			console.destroy();
			console.waitFor();
			until("the child and its own ended", () -> started.stream().noneMatch(ProcessHandle::isAlive));
		} finally {
			console.destroyForcibly();
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void enginesThatServeEndWithTheProcessWhenThatIsAskedForOnly() throws Exception {
		for (String ends : List.of("unsaid", "stays", "ends")) {
			var console = starter(ENGINES, ends);
			try {
				until("it started or adopted them", () -> Files.exists(folder.resolve("serves")));
				var engines = ProcessHandle.of(pid()).orElseThrow();
				console.destroy();
				console.waitFor();
				if (ends.equals("ends")) {
					until("they ended", () -> !engines.isAlive());
					assertThat(instance()).as("in order").doesNotExist();
				} else {
					assertThat(fleet().running()).isTrue();
				}
			} finally {
				console.destroyForcibly();
			}
			Files.delete(folder.resolve("serves"));
		}
	}

	/** Starts the local fleet as a console does, and says when it serves: arguments are the data folder, and what becomes of the engines. */
	static final class Starter {

		private Starter() {
		}

		public static void main(String[] args) throws Exception {
			Path folder = Path.of(args[0]);
			var data = new UserDataFolder(folder);
			var secrets = new Fakes.MemorySecrets();
			var fleet = new LocalFleetProcess(data, new StoredConnections(data, new EngineKinds(), secrets, what -> { }), secrets, null, what -> { },
					Optional.of(folder.resolve("launcher").toString()));
			if (!args[1].equals("unsaid")) {
				fleet.endWithProcess(() -> args[1].equals("ends"));
			}
			fleet.ensureRunning();
			Files.createFile(folder.resolve("serves"));
			new CountDownLatch(1).await();
		}
	}

	/** Listens, says so in {@code instance.json} as the engines do, and takes that back when it is ended in order. */
	static final class Engines {

		private Engines() {
		}

		static String json(long pid, Instant started, int port) {
			return "{\"version\":1,\"pid\":" + pid + ",\"started\":\"" + started + "\",\"engines\":[{\"kind\":\"so3\",\"name\":\"Local\",\"url\":\"http://127.0.0.1:" + port
					+ "\",\"token\":\"token-1\"}]}";
		}

		public static void main(String[] args) throws Exception {
			if (!args[0].equals("engine") || !args[1].equals("local") || !args[2].equals("--data")) {
				System.exit(2);
			}
			Path instance = Path.of(args[3], "instance.json");
			try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
				var self = ProcessHandle.current();
				Path part = instance.resolveSibling("instance.part");
				Files.writeString(part, json(self.pid(), self.info().startInstant().orElseThrow(), socket.getLocalPort()));
				Files.move(part, instance, StandardCopyOption.REPLACE_EXISTING);
				Runtime.getRuntime().addShutdownHook(new Thread(() -> instance.toFile().delete()));
				while (true) {
					socket.accept().close();
				}
			}
		}
	}
}
