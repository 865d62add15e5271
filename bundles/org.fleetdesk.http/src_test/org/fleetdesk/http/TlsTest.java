package org.fleetdesk.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

class TlsTest {

	@TempDir
	private static Path folder;
	private static HttpsServer server;
	private static X509Certificate certificate;

	private final HttpClientFactory factory = new HttpClientFactory(HttpAudit.NONE);

	@BeforeAll
	static void start() throws Exception {
		Path store = folder.resolve("k.p12");
		var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair", "-alias", "k", "-keyalg", "EC", "-dname",
				"CN=localhost", "-ext", "san=dns:localhost", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", "secret1").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
		assertThat(keytool.waitFor()).isZero();
		var keys = KeyStore.getInstance("PKCS12");
		try (var in = Files.newInputStream(store)) {
			keys.load(in, "secret1".toCharArray());
		}
		certificate = (X509Certificate) keys.getCertificate("k");
		var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, "secret1".toCharArray());
		var context = SSLContext.getInstance("TLS");
		context.init(managers.getKeyManagers(), null, null);
		server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		server.createContext("/", e -> {
			e.sendResponseHeaders(200, 2);
			e.getResponseBody().write("ok".getBytes());
			e.close();
		});
		server.start();
	}

	@AfterAll
	static void stop() {
		server.stop(0);
	}

	@AfterEach
	void close() {
		factory.close();
	}

	private String ask(String host, TlsSettings tls) throws IOException {
		try (var endpoint = factory.open(EndpointSettings.of(URI.create("https://" + host + ":" + server.getAddress().getPort())).withTls(tls))) {
			return endpoint.send(HttpCall.get("/")).text();
		}
	}

	@Test
	void anUnknownCertificateIsRefusedAndShown() {
		assertThatThrownBy(() -> ask("localhost", TlsSettings.system())).isInstanceOfSatisfying(HttpException.Untrusted.class,
				e -> assertThat(e.chain()).containsExactly(certificate)).hasMessageContaining(TlsSettings.fingerprint(certificate));
	}

	@Test
	void anAddedAuthorityIsTrustedForItsHostOnly() throws Exception {
		var tls = TlsSettings.trusting(new ByteArrayInputStream(certificate.getEncoded()));
		assertThat(ask("localhost", tls)).isEqualTo("ok");
		assertThatThrownBy(() -> ask("127.0.0.1", tls)).isInstanceOf(HttpException.Untrusted.class).hasMessageContaining("another host");
	}

	@Test
	void aPinnedCertificateIsTrustedWhateverItsHost() throws Exception {
		String fingerprint = TlsSettings.fingerprint(certificate);
		assertThat(ask("127.0.0.1", TlsSettings.pinned(fingerprint.toUpperCase()))).isEqualTo("ok");
		String other = (fingerprint.charAt(0) == '0' ? "1" : "0") + fingerprint.substring(1);
		assertThatThrownBy(() -> ask("127.0.0.1", TlsSettings.pinned(other))).isInstanceOf(HttpException.Untrusted.class).hasMessageContaining("not the pinned one");
	}

	@Test
	void badCertificatesAndFingerprintsAreExplained() {
		assertThatThrownBy(() -> TlsSettings.pinned("12:34")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("64 hex digits");
		assertThatThrownBy(() -> TlsSettings.trusting(new ByteArrayInputStream("nonsense".getBytes()))).isInstanceOf(IOException.class).hasMessageContaining("certificate");
	}
}
