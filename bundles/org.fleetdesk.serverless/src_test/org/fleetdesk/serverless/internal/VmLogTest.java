package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.UntrustedHostKeyException;
import org.fleetdesk.logs.LineFlags;
import org.fleetdesk.logs.LogPosition;
import org.fleetdesk.logs.LogSink;
import org.fleetdesk.logs.LogStream;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.so3.original.engine.MinaServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs of virtual machines, from a folder and by SFTP. */
class VmLogTest {

	private static final String FIRST = "Sun Nov  1 10:08:26 2026 [Z0][VM][I]: New state is ACTIVE\n";
	private static final String SECOND = "Sun Nov  1 10:08:27 2026 [Z0][VMM][E]: Error deploying\n  because of this\n";
	private static final String MARK = "The log of the virtual machine begins anew; lines may be missing here";

	@TempDir
	Path folder;

	private static final class Lines implements LogSink {
		final List<String> lines = new CopyOnWriteArrayList<>();
		final List<Long> times = new CopyOnWriteArrayList<>();
		final List<Integer> flags = new CopyOnWriteArrayList<>();
		volatile boolean connected;

		@Override
		public void connected() {
			connected = true;
		}

		@Override
		public void lines(long timeNanos, byte[] bytes, int offset, int length, int flag) {
			assertThat(connected).isTrue();
			times.add(timeNanos);
			flags.add(flag);
			lines.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
		}

		@Override
		public void chunk(long timeNanos, byte[] bytes, int offset, int length, int flag) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void timestamped(byte[] bytes, int offset, int length, int flag) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void mark(String text) {
			lines.add(text);
		}

		void await(String line) throws InterruptedException {
			var until = Instant.now().plus(Duration.ofSeconds(30));
			while (!lines.contains(line)) {
				assertThat(Instant.now()).as("%s in %s", line, lines).isBefore(until);
				Thread.sleep(20);
			}
		}
	}

	private static long nanos(int second) {
		return LogStream.nanos(LocalDateTime.of(2026, 11, 1, 10, 8, second).atZone(ZoneId.systemDefault()).toInstant());
	}

	private static Connection connection(Map<String, String> options) {
		return new Connection("lab", Serverless.KIND, "lab", URI.create("http://127.0.0.1:1337"), Optional.empty(), Map.of(), false).withOptions(options, Map.of("vmlogs.password", "pw"));
	}

	private VmLogFolder local() {
		return VmLogFolder.of(connection(Map.of("vmlogs", folder.toUri().toString())), name -> Optional.empty()).orElseThrow();
	}

	private static Lines once(VmLogFolder logs, LogPosition from) throws Exception {
		var lines = new Lines();
		VmLogSource.stream(logs, 7, () -> false, from, false, lines);
		return lines;
	}

	@Test
	void linesHaveTheirTimesAndSeveritiesAndOnlyNewOnesComeAgain() throws Exception {
		Files.writeString(folder.resolve("7.log"), FIRST + SECOND + "no end");
		var all = once(local(), LogPosition.START);
		assertThat(all.lines).containsExactly(FIRST.strip(), "Sun Nov  1 10:08:27 2026 [Z0][VMM][E]: Error deploying", "  because of this", "no end");
		assertThat(all.times).containsExactly(nanos(26), nanos(27), nanos(27), nanos(27));
		assertThat(all.flags).containsExactly(0, LineFlags.ERROR, 0, 0);
		assertThat(once(local(), new LogPosition(nanos(27), List.of(), List.of(), false)).lines).hasSize(3).first().asString().contains("Error deploying");
	}

	@Test
	void theFolderOfTheMachineIsLookedIntoAndNoLogIsSaid() throws Exception {
		assertThatThrownBy(() -> once(local(), LogPosition.START)).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
				.hasMessageContaining("neither 7.log nor 7/vm.log");
		Files.writeString(Files.createDirectories(folder.resolve("7")).resolve("vm.log"), FIRST);
		assertThat(once(local(), LogPosition.START).lines).containsExactly(FIRST.strip());
	}

	@Test
	void itIsFollowedAcrossAnExchangeOfTheFileUntilTheMachineIsGone() throws Exception {
		follow(local(), folder.resolve("7.log"));
	}

	private static void follow(VmLogFolder logs, Path file) throws Exception {
		Files.writeString(file, FIRST);
		var lines = new Lines();
		var gone = new AtomicBoolean();
		var following = start(logs, gone, lines);
		lines.await(FIRST.strip());
		Files.writeString(file, SECOND, StandardOpenOption.APPEND);
		lines.await("  because of this");
		String other = "Sun Nov  1 10:08:30 2026 [Z0][VM][I]: This is another log, and it is longer than what was there before, so that only its text tells; there is more to say\n";
		Files.writeString(file, other);
		lines.await(other.strip());
		assertThat(lines.lines).containsSubsequence("  because of this", MARK, other.strip());
		Files.writeString(file, "short\n");
		lines.await("short");
		gone.set(true);
		following.get(30, TimeUnit.SECONDS);
		assertThat(lines.lines).containsOnlyOnce(FIRST.strip());
	}

	private static FutureTask<Void> start(VmLogFolder logs, AtomicBoolean gone, Lines lines) {
		var task = new FutureTask<Void>(() -> {
			VmLogSource.stream(logs, 7, gone::get, LogPosition.START, true, lines);
			return null;
		});
		Thread.ofVirtual().start(task);
		return task;
	}

	@Test
	void followingEndsWhenItIsCancelled() throws Exception {
		Files.writeString(folder.resolve("7.log"), FIRST);
		var lines = new Lines();
		var ended = new ArrayList<Exception>();
		var thread = Thread.ofVirtual().start(() -> {
			try {
				VmLogSource.stream(local(), 7, () -> false, LogPosition.START, true, lines);
			} catch (InterruptedException | IOException | EngineException e) {
				ended.add(e);
			}
		});
		lines.await(FIRST.strip());
		thread.interrupt();
		assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
		assertThat(ended).singleElement().isInstanceOf(InterruptedException.class);
	}

	private static KeyPair key() throws Exception {
		var generator = KeyPairGenerator.getInstance("EC");
		generator.initialize(256);
		return generator.generateKeyPair();
	}

	@Test
	void aServersLogIsFollowedBySftpWhenItsKeyIsTrusted() throws Exception {
		var key = key();
		var one = Files.createDirectories(folder.resolve("var/log/one"));
		try (var server = new MinaServer(folder, key, 3, Optional.empty())) {
			var options = new HashMap<>(Map.of("vmlogs", "sftp://root@:" + server.port()));
			Map<String, String> secrets = Map.of("pw", "secret");
			assertThatThrownBy(() -> VmLogFolder.of(connection(options), n -> Optional.ofNullable(secrets.get(n))).orElseThrow().check())
					.isInstanceOfSatisfying(UntrustedHostKeyException.class, e -> assertThat(e.key().option()).isEqualTo("vmlogs.hostkey"));
			var shown = VmLogFolder.hostKey(connection(options), n -> Optional.empty()).orElseThrow();
			assertThat(shown.fingerprint()).isEqualTo(MinaServer.fingerprint(key));

			var trusting = shown.trust(connection(options));
			var logs = VmLogFolder.of(trusting, n -> Optional.ofNullable(secrets.get(n))).orElseThrow();
			logs.check();
			assertThatThrownBy(() -> once(logs, LogPosition.START)).hasMessageContaining("root@127.0.0.1:" + server.port() + ":/var/log/one").hasMessageContaining("neither 7.log");
			follow(logs, one.resolve("7.log"));
			var elsewhere = VmLogFolder.of(trusting.withOption("vmlogs", "sftp://root@:" + server.port() + "/nowhere"), n -> Optional.ofNullable(secrets.get(n))).orElseThrow();
			assertThatThrownBy(elsewhere::check).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND)).hasMessageContaining("/nowhere");
			var stranger = VmLogFolder.of(trusting, n -> Optional.of("wrong")).orElseThrow();
			assertThatThrownBy(stranger::check).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
		}
	}

	@Test
	void theOptionTakesAFolderOrAnAddress() {
		var option = Options.ALL.stream().filter(o -> o.id().equals(Serverless.OPTION_VM_LOGS)).findFirst().orElseThrow();
		assertThat(List.of("file:///var/log/one", "sftp://oneadmin@frontend/var/log/one", "oneadmin@frontend")).allMatch(v -> option.problem().apply(v).isEmpty());
		assertThat(List.of("file:relative", "file://host/x", "/var/log/one", "http://frontend")).allMatch(v -> option.problem().apply(v).isPresent());
		assertThat(VmLogFolder.of(connection(Map.of()), n -> Optional.empty())).isEmpty();
	}

	@Test
	void theSimulatedCloudsLogIsRead() throws Exception {
		try (var setup = new Setup(folder)) {
			var session = setup.start().session();
			int id = setup.create(session, Setup.runtime("one", "Function", 1));
			int vm = session.runtime(id).orElseThrow().faas().vm().orElseThrow();
			var lines = new Lines();
			VmLogSource.stream(new VmLogFolder.Local(folder.resolve("cloud/vms")), vm, () -> false, LogPosition.START, false, lines);
			assertThat(lines.lines).anyMatch(l -> l.endsWith("New LCM state is RUNNING"));
			assertThat(lines.times).isSorted().allMatch(t -> t > 0);
		}
	}
}
