package org.fleetdesk.so3.internal.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.fleetdesk.core.AuditLog;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.core.sftp.SftpSettings;
import org.fleetdesk.so3.original.engine.OpenSshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images by SFTP to a real OpenSSH server. */
@Timeout(180)
class OpenSshTest {

	private static final int SIZE = 3_000_000;

	@TempDir
	Path folder;
	private OpenSshServer server;
	private Path images;
	private Path file;

	@BeforeEach
	void prepare() throws Exception {
		assumeTrue(OpenSshServer.installed(), "OpenSSH's server is not installed");
		images = Files.createDirectories(folder.resolve("images"));
		byte[] bytes = new byte[SIZE];
		for (int i = 0; i < SIZE; i++) {
			bytes[i] = (byte) (i * 31 >> 3);
		}
		file = Files.write(folder.resolve("ticker.itb"), bytes);
	}

	@AfterEach
	void stop() throws Exception {
		if (server != null) {
			server.close();
		}
	}

	private void start(String keyType, String passphrase) throws Exception {
		server = new OpenSshServer(Files.createDirectories(folder.resolve("sshd")), keyType, passphrase);
	}

	private ImageFolder folder(String key, String passphrase, Path where) throws Exception {
		return new ImageFolder(new SftpSettings(OpenSshServer.user(), "127.0.0.1", server.port, Optional.empty(), Optional.of(server.fingerprint()), new SftpSettings.Proof() {
			@Override
			public Optional<String> password() {
				return Optional.of(passphrase);
			}

			@Override
			public Optional<String> key() {
				return Optional.of(key);
			}
		}, SftpOptions.HOST_KEY), where.toString(), change -> AuditLog.Answer.UNHEARD);
	}

	private List<String> there() throws Exception {
		try (Stream<Path> files = Files.walk(images)) {
			return files.filter(f -> !f.equals(images)).map(f -> images.relativize(f).toString()).sorted().toList();
		}
	}

	@ParameterizedTest
	@CsvSource({ "ed25519,''", "ed25519,open sesame", "rsa,''", "ecdsa,open sesame" })
	void anImageAppearsWholeWithEachKindOfKey(String type, String passphrase) throws Exception {
		start(type, passphrase);
		var remote = folder(server.key, passphrase, images);
		remote.check();
		remote.upload(file, "ticker.itb", n -> {
		});
		remote.upload(file, "ticker.itb", n -> {
		});
		assertThat(images.resolve("ticker.itb")).hasSameBinaryContentAs(file);
		assertThat(there()).containsExactly("ticker.itb");
		assertThat(remote.digest("ticker.itb", SIZE)).isPresent();
		assertThat(remote.free().orElseThrow()).isPositive();
	}

	@Test
	void aKeyThatWasPastedIntoOneLineIsTheSame() throws Exception {
		start("ed25519", "");
		folder(server.key.replace('\n', ' '), "", images).check();
		assertThatThrownBy(() -> folder("no key at all", "", images).check()).isInstanceOf(EngineException.class).hasMessageContaining("private key cannot be read");
	}

	@Test
	void aKeyThatIsNotLetInAndAFolderThatIsNotThereAreToldApart() throws Exception {
		start("ed25519", "");
		assertThatThrownBy(() -> folder(server.key, "", folder.resolve("none")).check()).isInstanceOfSatisfying(EngineException.class,
				e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
		Files.delete(server.folder.resolve("authorized"));
		assertThatThrownBy(() -> folder(server.key, "", images).check()).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED));
	}

	@Test
	void aServerThatDiesInMidUploadLeavesNothing() throws Exception {
		start("ed25519", "");
		var cut = new AtomicBoolean();
		assertThatThrownBy(() -> folder(server.key, "", images).upload(file, "ticker.itb", n -> {
			if (n > SIZE / 2 && cut.compareAndSet(false, true)) {
				server.cut();
			}
		})).isInstanceOfSatisfying(EngineException.class, e -> assertThat(e.kind()).isIn(Kind.UNREACHABLE, Kind.TIMED_OUT));
		assertThat(there()).isEmpty();
	}

	@Test
	void aCancelledUploadLeavesNothing() throws Exception {
		start("ed25519", "");
		assertThatThrownBy(() -> folder(server.key, "", images).upload(file, "ticker.itb", n -> {
			if (n > SIZE / 2) {
				Thread.currentThread().interrupt();
			}
		})).isInstanceOf(InterruptedException.class);
		assertThat(there()).isEmpty();
	}
}
