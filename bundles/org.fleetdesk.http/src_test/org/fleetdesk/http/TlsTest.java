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
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

class TlsTest {

	@TempDir
	private static Path folder;
	private static HttpsServer server;
	/** Wants a client certificate. */
	private static HttpsServer strict;
	private static X509Certificate certificate;
	private static ClientIdentity stranger;

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
		stranger = new ClientIdentity(List.of(certificate), (PrivateKey) keys.getKey("k", "secret1".toCharArray()));
		var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, "secret1".toCharArray());
		var context = SSLContext.getInstance("TLS");
		var clients = KeyStore.getInstance("PKCS12");
		clients.load(null, null);
		clients.setCertificateEntry("me", ClientIdentityTest.identity().chain().getFirst());
		var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(clients);
		context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
		server = serve(new HttpsConfigurator(context));
		strict = serve(new HttpsConfigurator(context) {
			@Override
			public void configure(HttpsParameters parameters) {
				var tls = context.getDefaultSSLParameters();
				tls.setNeedClientAuth(true);
				parameters.setSSLParameters(tls);
			}
		});
	}

	private static HttpsServer serve(HttpsConfigurator configurator) throws IOException {
		var made = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		made.setHttpsConfigurator(configurator);
		made.createContext("/", e -> {
			e.sendResponseHeaders(200, 2);
			e.getResponseBody().write("ok".getBytes());
			e.close();
		});
		made.start();
		return made;
	}

	@AfterAll
	static void stop() {
		server.stop(0);
		strict.stop(0);
	}

	@AfterEach
	void close() {
		factory.close();
	}

	private String ask(String host, TlsSettings tls) throws IOException {
		return ask("https", host, server, tls);
	}

	private String ask(String scheme, String host, HttpsServer asked, TlsSettings tls) throws IOException {
		try (var endpoint = factory.open(EndpointSettings.of(URI.create(scheme + "://" + host + ":" + asked.getAddress().getPort())).withTls(tls))) {
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
		assertThatThrownBy(() -> ask("127.0.0.1", tls)).isInstanceOf(HttpException.Untrusted.class).hasMessageContaining("another host")
				.isInstanceOfSatisfying(HttpException.Untrusted.class, e -> assertThat(e.chain()).containsExactly(certificate));
		assertThat(TlsSettings.isFor(certificate, "localhost")).isTrue();
		assertThat(TlsSettings.isFor(certificate, "127.0.0.1")).isFalse();
	}

	@Test
	void tcpIsEncryptedWhenTheSettingsSaySo() throws Exception {
		var tls = TlsSettings.pinned(TlsSettings.fingerprint(certificate));
		assertThat(ask("tcp", "localhost", server, tls.withTcp(true))).isEqualTo("ok");
		assertThatThrownBy(() -> ask("tcp", "localhost", server, tls)).isInstanceOf(HttpException.class);
	}

	@Test
	void anEndpointKnowsWhatTheServerShowed() throws Exception {
		try (var endpoint = factory.open(EndpointSettings.of(URI.create("https://localhost:" + server.getAddress().getPort()))
				.withTls(TlsSettings.pinned(TlsSettings.fingerprint(certificate))))) {
			assertThat(endpoint.certificates()).isEmpty();
			endpoint.send(HttpCall.get("/"));
			assertThat(endpoint.certificates()).containsExactly(certificate);
		}
	}

	@Test
	void aServerThatWantsAClientCertificateGetsTheRightOneOnly() throws Exception {
		var tls = TlsSettings.pinned(TlsSettings.fingerprint(certificate));
		assertThat(ask("https", "localhost", strict, tls.withIdentity(() -> Optional.of(ClientIdentityTest.identity())))).isEqualTo("ok");
		for (int i = 0; i < 20; i++) {
			assertThatThrownBy(() -> ask("https", "localhost", strict, tls)).isInstanceOf(HttpException.Unproven.class).hasMessageContaining("wants a client certificate");
			assertThatThrownBy(() -> ask("https", "localhost", strict, tls.withIdentity(() -> Optional.of(stranger)))).isInstanceOf(HttpException.Unproven.class)
					.hasMessageContaining("does not take the client certificate");
		}
		assertThatThrownBy(() -> ask("https", "localhost", strict, tls.withIdentity(() -> {
			throw new IOException("it is gone");
		}))).isInstanceOf(HttpException.Unsendable.class).hasMessageContaining("it is gone");
	}

	@Test
	void aServerWithoutTlsIsNamedAsSuch() throws Exception {
		try (var plain = RawServer.tcp(peer -> {
			peer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
			peer.awaitClose();
		});
				var endpoint = factory.open(EndpointSettings.of(plain.url()).withTls(TlsSettings.system().withTcp(true)))) {
			assertThatThrownBy(() -> endpoint.send(HttpCall.get("/"))).isInstanceOf(HttpException.Protocol.class).hasMessageContaining("does not speak TLS");
		}
	}

	@Test
	void aPinnedCertificateIsTrustedWhateverItsHost() throws Exception {
		String fingerprint = TlsSettings.fingerprint(certificate);
		assertThat(ask("127.0.0.1", TlsSettings.pinned(fingerprint.toUpperCase()))).isEqualTo("ok");
		String other = (fingerprint.charAt(0) == '0' ? "1" : "0") + fingerprint.substring(1);
		assertThatThrownBy(() -> ask("127.0.0.1", TlsSettings.pinned(other))).isInstanceOf(HttpException.Untrusted.class).hasMessageContaining("another one than was trusted");
	}

	@Test
	void badCertificatesAndFingerprintsAreExplained() {
		assertThatThrownBy(() -> TlsSettings.pinned("12:34")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("64 hex digits");
		assertThatThrownBy(() -> TlsSettings.trusting(new ByteArrayInputStream("nonsense".getBytes()))).isInstanceOf(IOException.class).hasMessageContaining("certificate");
	}
}
