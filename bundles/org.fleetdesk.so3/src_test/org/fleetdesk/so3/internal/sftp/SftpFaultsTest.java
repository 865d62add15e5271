package org.fleetdesk.so3.internal.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.fleetdesk.faults.Direction.DOWNSTREAM;
import static org.fleetdesk.faults.Direction.UPSTREAM;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.sftp.SftpConnection;
import org.fleetdesk.core.sftp.SftpSettings;
import org.fleetdesk.faults.FaultProxy;
import org.fleetdesk.faults.Toxic;
import org.fleetdesk.so3.original.engine.MinaServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fault on each call by SFTP: the right result or a failure of the right kind that names the server, and no connection left open. */
@Timeout(180)
class SftpFaultsTest {

	private static final SftpConnection.Limits HASTY = new SftpConnection.Limits(Duration.ofMillis(1500), Duration.ofMillis(1500), Duration.ofMillis(1500));

	private interface Break {
		void on(FaultProxy proxy) throws Exception;
	}

	/** @param expected empty: the result is right */
	private record Fault(String name, Break begins, Optional<Kind> expected) {
		@Override
		public String toString() {
			return name;
		}
	}

	static Stream<Fault> faults() {
		return Stream.of(new Fault("latency", p -> p.add(DOWNSTREAM, new Toxic.Latency(Duration.ofMillis(20), Duration.ofMillis(10))), Optional.empty()),
				new Fault("slicer", p -> p.add(UPSTREAM, new Toxic.Slicer(500, 300, Duration.ZERO)), Optional.empty()),
				new Fault("bandwidth", p -> p.add(UPSTREAM, new Toxic.Bandwidth(1000)), Optional.empty()),
				new Fault("slow close", p -> p.add(DOWNSTREAM, new Toxic.SlowClose(Duration.ofMillis(200))), Optional.empty()),
				new Fault("down", FaultProxy::down, Optional.of(Kind.UNREACHABLE)),
				new Fault("reset", p -> p.add(DOWNSTREAM, new Toxic.ResetPeer(Duration.ZERO)), Optional.of(Kind.UNREACHABLE)),
				new Fault("end while signing in", p -> p.add(DOWNSTREAM, new Toxic.LimitData(600)), Optional.of(Kind.UNREACHABLE)),
				new Fault("end while working", p -> p.add(DOWNSTREAM, new Toxic.LimitData(2600)), Optional.of(Kind.UNREACHABLE)),
				new Fault("answers are lost", p -> p.add(DOWNSTREAM, new Toxic.Timeout(Duration.ZERO)), Optional.of(Kind.TIMED_OUT)),
				new Fault("black hole", FaultProxy::blackHole, Optional.of(Kind.TIMED_OUT)));
	}

	private interface Call {
		void on(ImageFolder folder) throws Exception;
	}

	@TempDir
	private Path folder;
	private final KeyPair hostKey = ImageFolderTest.key();
	private MinaServer server;
	private Path images;
	private Path file;

	@BeforeEach
	void start() throws IOException {
		server = new MinaServer(folder, hostKey, 3, Optional.empty());
		images = Files.createDirectories(folder.resolve("mnt/ME"));
		Files.write(images.resolve("there.itb"), new byte[300_000]);
		file = Files.write(folder.resolve("new.itb"), new byte[300_000]);
	}

	@AfterEach
	void stop() throws IOException {
		server.close();
	}

	@ParameterizedTest
	@MethodSource("faults")
	void eachCallEndsAsItShould(Fault fault) throws Exception {
		var limits = fault.expected().filter(k -> k == Kind.TIMED_OUT).isPresent() ? HASTY : SftpConnection.Limits.USUAL;
		var calls = Map.<String, Call>of(
				"check", ImageFolder::check,
				"digest", f -> assertThat(f.digest("there.itb", 300_000)).isPresent(),
				"upload", f -> f.upload(file, "new.itb", n -> {
				}));
		for (var call : calls.entrySet()) {
			try (var proxy = new FaultProxy(URI.create("tcp://127.0.0.1:" + server.port()))) {
				var proof = new SftpSettings.Proof() {
					@Override
					public Optional<String> password() {
						return Optional.of("secret");
					}

					@Override
					public Optional<String> key() {
						return Optional.empty();
					}
				};
				var settings = new SftpSettings("root", "127.0.0.1", proxy.port(), Optional.empty(), Optional.of(MinaServer.fingerprint(hostKey)), proof, SftpOptions.HOST_KEY);
				var way = new ImageFolder(settings, "/mnt/ME", change -> AuditLog.Answer.UNHEARD, limits);
				fault.begins().on(proxy);
				var failure = catchThrowable(() -> call.getValue().on(way));
				if (fault.expected().isEmpty()) {
					assertThat(failure).as(call.getKey()).isNull();
				} else {
					assertThat(failure).as(call.getKey()).isInstanceOfSatisfying(EngineException.class, e -> {
						assertThat(e.getMessage()).as(call.getKey()).contains("root@127.0.0.1:" + proxy.port());
						assertThat(e.kind()).as(call.getKey() + ": " + e.getMessage()).isEqualTo(fault.expected().get());
					});
				}
				proxy.heal();
				assertThatCode(() -> call.getValue().on(new ImageFolder(settings, "/mnt/ME", change -> AuditLog.Answer.UNHEARD)))
						.as("the next call after " + call.getKey()).doesNotThrowAnyException();
				long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
				while (proxy.connections() > 0 && System.nanoTime() < until) {
					LockSupport.parkNanos(2_000_000);
				}
				assertThat(proxy.connections()).as(call.getKey() + " leaves nothing open").isZero();
			}
		}
		assertThat(images.resolve("new.itb")).hasSameBinaryContentAs(file);
	}
}
