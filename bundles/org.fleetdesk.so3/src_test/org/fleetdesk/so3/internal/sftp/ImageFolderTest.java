package org.fleetdesk.so3.internal.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.UntrustedHostKeyException;
import org.fleetdesk.core.sftp.SftpSettings;
import org.fleetdesk.so3.original.engine.MinaServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images by SFTP against a server that fails when it is told to. */
@Timeout(120)
class ImageFolderTest {

	private static final int SIZE = 3_000_000;

	@TempDir
	Path folder;
	private KeyPair hostKey;
	private MinaServer server;
	private Path images;
	private Path file;
	private final List<AuditLog.SftpChange> changes = new ArrayList<>();
	private final List<String> ends = new ArrayList<>();

	static KeyPair key() {
		try {
			var generator = KeyPairGenerator.getInstance("EC");
			generator.initialize(256);
			return generator.generateKeyPair();
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}

	@BeforeEach
	void start() throws IOException {
		hostKey = key();
		server = new MinaServer(folder, hostKey, 3, Optional.empty());
		images = Files.createDirectories(folder.resolve("mnt/ME"));
		file = image("ticker.itb", SIZE, (byte) 7);
	}

	private Path image(String name, int size, byte fill) throws IOException {
		byte[] bytes = new byte[size];
		Arrays.fill(bytes, fill);
		return Files.write(Files.createDirectories(folder.resolve("local")).resolve(name), bytes);
	}

	@AfterEach
	void stop() throws IOException {
		server.close();
	}

	private static SftpSettings.Proof password(String password) {
		return new SftpSettings.Proof() {
			@Override
			public Optional<String> password() {
				return Optional.of(password);
			}

			@Override
			public Optional<String> key() {
				return Optional.empty();
			}
		};
	}

	private ImageFolder folder(String password, Optional<String> trusted) {
		return new ImageFolder(new SftpSettings("root", "127.0.0.1", server.port(), Optional.empty(), trusted, password(password), SftpOptions.HOST_KEY), "/mnt/ME", change -> {
			changes.add(change);
			return failure -> ends.add(failure);
		});
	}

	private ImageFolder folder() {
		return folder("secret", Optional.of(MinaServer.fingerprint(hostKey)));
	}

	/** The names of all that lies in the folder of images. */
	private List<String> there() throws IOException {
		try (Stream<Path> files = Files.walk(images)) {
			return files.filter(f -> !f.equals(images)).map(f -> images.relativize(f).toString()).sorted().toList();
		}
	}

	@Test
	void anImageAppearsWholeAndIsReadAgain() throws Exception {
		var sent = new CopyOnWriteArrayList<Long>();
		folder().upload(file, "ticker.itb", sent::add);
		assertThat(images.resolve("ticker.itb")).hasSameBinaryContentAs(file);
		assertThat(there()).containsExactly("ticker.itb");
		assertThat(sent).isSorted().last().isEqualTo((long) SIZE);
		var digest = folder().digest("ticker.itb", SIZE);
		assertThat(digest).hasValueSatisfying(d -> assertThat(d).matches("sha256:[0-9a-f]{64}"));
		assertThat(folder().digest("ticker.itb", SIZE + 1)).isEmpty();
		assertThat(folder().digest("other.itb", SIZE)).isEmpty();
		folder().remove("ticker.itb");
		folder().remove("ticker.itb");
		assertThat(there()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "3,none=1", "6,none=1", "3,posix-rename@openssh.com=1", "3,fsync@openssh.com=1" })
	void anotherFileOfTheNameIsReplacedWhateverTheServerCan(int version, String extensions) throws Exception {
		server.close();
		server = new MinaServer(folder, hostKey, version, Optional.of(extensions));
		folder().upload(image("a", 100, (byte) 1), "ticker.itb", n -> {
		});
		folder().upload(file, "ticker.itb", n -> {
		});
		assertThat(images.resolve("ticker.itb")).hasSameBinaryContentAs(file);
		assertThat(there()).containsExactly("ticker.itb");
	}

	@Test
	void eachChangeIsToldBeforeAndAfter() throws Exception {
		folder().upload(file, "ticker.itb", n -> assertThat(changes).as("told before").hasSize(1));
		folder().remove("ticker.itb");
		var server = java.net.URI.create("sftp://root@127.0.0.1:" + this.server.port());
		assertThat(changes).containsExactly(new AuditLog.SftpChange(server, "/mnt/ME/ticker.itb", Optional.of(file)),
				new AuditLog.SftpChange(server, "/mnt/ME/ticker.itb", Optional.empty()));
		assertThat(ends).containsExactly("", "");
		folder().check();
		assertThat(changes).as("looking changes nothing").hasSize(2);
	}

	@Test
	void aFullDiskLeavesTheOldFileAndNothingElse() throws Exception {
		folder().upload(image("a", 100, (byte) 1), "ticker.itb", n -> {
		});
		server.fault(MinaServer.Fault.DISK_FULL);
		assertThatThrownBy(() -> folder().upload(file, "ticker.itb", n -> {
		})).isInstanceOf(EngineException.class).hasMessageContaining("ticker.itb could not be sent to root@127.0.0.1");
		assertThat(there()).containsExactly("ticker.itb");
		assertThat(images.resolve("ticker.itb")).hasSize(100);
	}

	@Test
	void whoMayNotWriteIsToldWhoAndWhere() throws Exception {
		server.fault(MinaServer.Fault.DENIED);
		assertThatThrownBy(() -> folder().upload(file, "ticker.itb", n -> {
		})).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
				.hasMessageContaining("may not change the folder /mnt/ME");
		assertThat(there()).isEmpty();
	}

	@Test
	void aConnectionThatIsCutOffLeavesNothing() throws Exception {
		server.fault(MinaServer.Fault.CUT_OFF);
		assertThatThrownBy(() -> folder().upload(file, "ticker.itb", n -> {
		})).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isIn(Kind.UNREACHABLE, Kind.TIMED_OUT)).hasMessageContaining("broke");
		assertThat(server.failed.getCount()).isZero();
		assertThat(there()).isEmpty();
	}

	@Test
	void aCancelledUploadEndsThoughTheServerTakesNothing() throws Exception {
		server.fault(MinaServer.Fault.STALL);
		var task = new FutureTask<Exception>(() -> {
			try {
				folder().upload(file, "ticker.itb", n -> {
				});
				return null;
			} catch (Exception e) {
				return e;
			}
		});
		var thread = Thread.ofVirtual().start(task);
		assertThat(server.failed.await(30, TimeUnit.SECONDS)).isTrue();
		thread.interrupt();
		assertThat(task.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		assertThat(images.resolve("ticker.itb")).doesNotExist();
	}

	@Test
	void aCancelledUploadLeavesNothing() throws Exception {
		assertThatThrownBy(() -> folder().upload(file, "ticker.itb", n -> {
			if (n > SIZE / 2) {
				Thread.currentThread().interrupt();
			}
		})).isInstanceOf(InterruptedException.class);
		assertThat(there()).isEmpty();
	}

	@Test
	void whatWasGivenUpLongAgoGoesWithTheNextUploadAndWhatIsOnItsWayStays() throws Exception {
		Path parts = Files.createDirectories(images.resolve(".fleetdesk"));
		Files.setLastModifiedTime(Files.writeString(parts.resolve("old.part"), "x"), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
		Files.writeString(parts.resolve("other.part"), "x");
		folder().upload(file, "ticker.itb", n -> {
		});
		assertThat(there()).containsExactly(".fleetdesk", ".fleetdesk/other.part", "ticker.itb");
	}

	@Test
	void aKeyThatIsNotTrustedIsShownAndNothingIsSent() throws Exception {
		assertThatThrownBy(() -> folder("secret", Optional.empty()).check()).isInstanceOfSatisfying(UntrustedHostKeyException.class, e -> {
			assertThat(e.kind()).isEqualTo(Kind.UNTRUSTED);
			assertThat(e.key().fingerprint()).isEqualTo(MinaServer.fingerprint(hostKey));
		}).hasMessageContaining("not trusted yet");
		assertThat(folder("wrong", Optional.empty()).hostKey().fingerprint()).as("nobody needs to sign in to see it").isEqualTo(MinaServer.fingerprint(hostKey));
		String old = MinaServer.fingerprint(key());
		assertThatThrownBy(() -> folder("secret", Optional.of(old)).check()).isInstanceOf(UntrustedHostKeyException.class)
				.hasMessageContaining("another key than the trusted one");
	}

	@Test
	void aWrongPasswordAMissingFolderAndADeadServerAreToldApart() throws Exception {
		assertThatThrownBy(() -> folder("wrong", Optional.of(MinaServer.fingerprint(hostKey))).check())
				.isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED)).hasMessageContaining("does not accept");
		Files.delete(images);
		assertThatThrownBy(() -> folder().check()).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND)).hasMessageContaining("/mnt/ME");
		var gone = folder();
		server.close();
		assertThatThrownBy(gone::check).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
	}

	@Test
	void aFileThatIsGoneHereIsNotTheServersFault() throws Exception {
		Files.delete(file);
		assertThatThrownBy(() -> folder().upload(file, "ticker.itb", n -> {
		})).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED)).hasMessageContaining("cannot be read");
		assertThat(there()).isEmpty();
	}
}
