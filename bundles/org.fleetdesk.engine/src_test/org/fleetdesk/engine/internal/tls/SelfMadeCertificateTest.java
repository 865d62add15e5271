package org.fleetdesk.engine.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.engine.ListenAddress;
import org.fleetdesk.engine.Security.TlsFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SelfMadeCertificateTest {

	private static final ListenAddress LISTEN = new ListenAddress("192.0.2.7", 2375);
	private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

	@TempDir
	Path folder;

	private String made(ListenAddress listen, Instant now) throws Exception {
		return SelfMadeCertificate.of(folder, listen, "edge-7", now).fingerprint();
	}

	private String openssl(String... arguments) throws IOException, InterruptedException {
		var command = new java.util.ArrayList<>(List.of("openssl"));
		command.addAll(List.of(arguments));
		Path out = folder.resolve("openssl.out");
		var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).directory(folder.toFile()).start();
		assertThat(process.waitFor()).as(() -> read(out)).isZero();
		return read(out);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		} catch (IOException e) {
			return e.toString();
		}
	}

	@Test
	void isWhatOpensslAccepts() throws Exception {
		String fingerprint = made(LISTEN, Instant.now());
		assertThat(openssl("x509", "-in", "self-made-cert.pem", "-noout", "-fingerprint", "-sha256")).contains(fingerprint);
		assertThat(openssl("x509", "-in", "self-made-cert.pem", "-noout", "-text")).contains("prime256v1").contains("IP Address:192.0.2.7").contains("DNS:localhost")
				.contains("DNS:edge-7").contains("CA:FALSE").contains("TLS Web Server Authentication");
		openssl("verify", "-CAfile", "self-made-cert.pem", "-verify_ip", "192.0.2.7", "self-made-cert.pem");
		assertThat(Files.getPosixFilePermissions(folder.resolve("self-made-key.pem"))).isEqualTo(PosixFilePermissions.fromString("rw-------"));
	}

	@Test
	void staysUntilItEndsSoonOrNamesTooLittle() throws Exception {
		String first = made(LISTEN, NOW);
		assertThat(made(LISTEN, NOW.plus(Duration.ofDays(700)))).isEqualTo(first);
		assertThat(made(new ListenAddress("localhost", 1), NOW)).isEqualTo(first);
		String renewed = made(LISTEN, NOW.plus(Duration.ofDays(800)));
		assertThat(renewed).isNotEqualTo(first);
		assertThat(made(new ListenAddress("192.0.2.8", 2375), NOW.plus(Duration.ofDays(800)))).isNotEqualTo(renewed);
		var certificate = Pem.certificates(folder.resolve("self-made-cert.pem")).getFirst();
		assertThat(Duration.between(certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant())).isEqualTo(Duration.ofDays(825));
	}

	@Test
	void anyAddressAndIpv6AreNamedToo() throws Exception {
		String any = made(new ListenAddress("::", 1), NOW);
		assertThat(made(new ListenAddress("::", 1), NOW)).isEqualTo(any);
		assertThat(made(new ListenAddress("0:0:0:0:0:0:0:1", 1), NOW)).isEqualTo(any);
	}

	@Test
	void isMadeAnewWhenACrashLeftTwoThatDoNotBelongTogether() throws Exception {
		made(LISTEN, NOW);
		Path key = folder.resolve("self-made-key.pem");
		Path kept = Files.copy(key, folder.resolve("kept"));
		Files.delete(key);
		String second = made(LISTEN, NOW);
		Files.copy(kept, key, StandardCopyOption.REPLACE_EXISTING);
		String third = made(LISTEN, NOW);
		assertThat(third).isNotEqualTo(second);
		assertThat(Pem.keyStore(new TlsFiles(folder.resolve("self-made-cert.pem"), key, Optional.empty())).size()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "genpkey -algorithm ED25519", "genpkey -algorithm RSA", "genrsa -traditional 2048", "ecparam -name prime256v1 -genkey" })
	void readsKeysInEverySpelling(String how) throws Exception {
		Files.writeString(folder.resolve("key.pem"), openssl(how.split(" ")).replaceAll("(?s)^.*?(?=-----BEGIN)", ""));
		openssl("req", "-x509", "-key", "key.pem", "-subj", "/CN=x", "-days", "2", "-out", "cert.pem");
		var files = new TlsFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"), Optional.empty());
		assertThat(Pem.keyStore(files).isKeyEntry("server")).isTrue();
	}

	@Test
	void saysWhatIsWrongWithAFile() throws Exception {
		made(LISTEN, NOW);
		Path certificate = folder.resolve("self-made-cert.pem");
		Path key = folder.resolve("self-made-key.pem");
		openssl("pkcs8", "-topk8", "-in", "self-made-key.pem", "-passout", "pass:secret", "-out", "locked.pem");
		openssl("genpkey", "-algorithm", "ED25519", "-out", "other.pem");
		assertThatThrownBy(() -> Pem.key(folder.resolve("locked.pem"))).isInstanceOf(IOException.class).hasMessageContaining("encrypted").hasMessageContaining("openssl pkey");
		assertThatThrownBy(() -> Pem.key(certificate)).isInstanceOf(IOException.class).hasMessageContaining("no private key");
		assertThatThrownBy(() -> Pem.certificates(key)).isInstanceOf(IOException.class).hasMessageContaining("no certificate");
		assertThatThrownBy(() -> Pem.keyStore(new TlsFiles(certificate, folder.resolve("other.pem"), Optional.empty()))).isInstanceOf(IOException.class)
				.hasMessageContaining("does not belong");
	}
}
