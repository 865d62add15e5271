package org.fleetdesk.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.fleetdesk.core.Connection;
import org.fleetdesk.core.ConnectionDraft;
import org.fleetdesk.core.ConnectionTls;
import org.fleetdesk.core.Credentials;
import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineInfo;
import org.fleetdesk.core.EngineKind;
import org.fleetdesk.core.HostKey;
import org.fleetdesk.core.ResourceKind;
import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.ServerCertificate.Problem;
import org.fleetdesk.core.Session;
import org.fleetdesk.core.Snapshot;
import org.fleetdesk.core.TrustPrompt;
import org.fleetdesk.core.UntrustedException;
import org.fleetdesk.core.UntrustedHostKeyException;
import org.fleetdesk.http.EndpointSettings;
import org.fleetdesk.http.HttpAudit;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpClientFactory;
import org.fleetdesk.http.HttpEndpoint;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.http.TlsSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

/** Trust and credentials against a server that speaks TLS and wants a token. */
class PromptingAccessTest {

	private static final HostKey KEY = new HostKey("root@so-lab-1", "ssh-ed25519", "SHA256:now", "ssh.key");

	@TempDir
	private static Path folder;
	private static HttpsServer server;
	private static X509Certificate certificate;
	private static final List<String> HEARD = new CopyOnWriteArrayList<>();

	private final HttpClientFactory http = new HttpClientFactory(HttpAudit.NONE);
	private final Fakes.MemorySecrets secrets = new Fakes.MemorySecrets();
	private final PromptingAccess access = new PromptingAccess(http, secrets);
	private final List<TrustPrompt.Question> trusted = new ArrayList<>();
	private final List<String> refusals = new ArrayList<>();

	@BeforeAll
	static void start() throws Exception {
		Path store = folder.resolve("k.p12");
		var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-genkeypair", "-alias", "k", "-keyalg", "EC", "-dname", "CN=so-lab-1",
				"-ext", "san=dns:so-lab-1,ip:192.0.2.1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", "secret1").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
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
			String given = e.getRequestHeaders().getFirst("Authorization");
			HEARD.add(String.valueOf(given));
			boolean good = "Bearer right".equals(given);
			byte[] text = (good ? "welcome" : "wrong token").getBytes();
			e.getResponseHeaders().set("Content-Type", "text/plain");
			e.sendResponseHeaders(good ? 200 : 401, text.length);
			e.getResponseBody().write(text);
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
		http.close();
	}

	private static Connection encrypted() {
		return new Connection("1", "web", "lab", URI.create("tcp://127.0.0.1:" + server.getAddress().getPort()), Optional.empty(), Map.of(), false)
				.withTls(ConnectionTls.NONE.withOn(true));
	}

	@Test
	void withoutAPromptNothingIsTrustedAndNothingIsSent() {
		HEARD.clear();
		assertThatThrownBy(() -> access.reach(new Web(), ConnectionDraft.of(encrypted()))).isInstanceOfSatisfying(UntrustedException.class, e -> {
			assertThat(e.kind()).isEqualTo(EngineException.Kind.UNTRUSTED);
			assertThat(e.certificate().sha256()).isEqualTo(TlsSettings.fingerprint(certificate));
		});
		assertThat(HEARD).isEmpty();
	}

	@Test
	void whatTheUserDeclinesIsNotTrusted() {
		access.trust = question -> {
			trusted.add(question);
			return false;
		};
		assertThatThrownBy(() -> access.reach(new Web(), ConnectionDraft.of(encrypted()))).isInstanceOf(UntrustedException.class);
		assertThat(trusted).hasSize(1);
	}

	@Test
	void trustAndCredentialsComeBackToBeSaved() throws Exception {
		access.trust = question -> {
			trusted.add(question);
			return true;
		};
		var answers = new ArrayList<>(List.of(new Credentials.Token("bad"), new Credentials.Token("right")));
		access.credentials = (connection, refusal) -> {
			refusals.add(refusal);
			return Optional.of(answers.removeFirst());
		};
		var reached = access.reach(new Web(), ConnectionDraft.of(encrypted()));
		assertThat(trusted).singleElement().satisfies(q -> {
			assertThat(q.certificate().subject()).isEqualTo("CN=so-lab-1");
			assertThat(q.certificate().names()).containsExactly("so-lab-1", "192.0.2.1");
			assertThat(q.certificate().problems()).containsExactlyInAnyOrder(Problem.SELF_SIGNED, Problem.OTHER_NAME);
			assertThat(q.changedFrom()).isEmpty();
		});
		assertThat(refusals).containsExactly("wrong token", "wrong token");
		assertThat(reached.info().product()).isEqualTo("welcome");
		assertThat(reached.draft().connection().tls().fingerprint()).contains(TlsSettings.fingerprint(certificate));
		assertThat(reached.draft().secrets()).as("only the last answer").containsExactly(Map.entry(reached.draft().connection().credentials().orElseThrow(), "Bearer right"));
		assertThat(secrets.values).as("nothing is stored").isEmpty();
		assertThat(reached.toString()).doesNotContain("right");
	}

	@Test
	void aCertificateThatChangedIsAskedAboutAgain() {
		access.trust = question -> {
			trusted.add(question);
			return false;
		};
		var before = encrypted().withTls(ConnectionTls.NONE.withOn(true).withFingerprint(Optional.of("ab".repeat(32))));
		assertThatThrownBy(() -> access.reach(new Web(), ConnectionDraft.of(before))).isInstanceOf(UntrustedException.class).hasMessageContaining("another one than was trusted");
		assertThat(trusted).singleElement().satisfies(q -> assertThat(q.changedFrom()).contains("ab".repeat(32)));
	}

	@Test
	void showsWhatAServerShowsWithoutTellingItAnything() throws Exception {
		secrets.put("s", "Bearer right");
		HEARD.clear();
		var shown = access.certificate(encrypted().withCredentials(Optional.of("s")));
		assertThat(shown.sha256()).isEqualTo(TlsSettings.fingerprint(certificate));
		assertThat(shown.sha1()).hasSize(40);
		assertThat(shown.endsSoon(certificate.getNotAfter().toInstant().minus(ServerCertificate.WARNING.plusHours(1)))).isFalse();
		assertThat(shown.endsSoon(certificate.getNotAfter().toInstant().minus(ServerCertificate.WARNING.minusHours(1)))).isTrue();
		assertThat(HEARD).isEmpty();
		assertThatThrownBy(() -> access.certificate(encrypted().withTls(ConnectionTls.NONE))).hasMessageContaining("not encrypted");
		assertThatThrownBy(() -> access.certificate(encrypted().withUrl(URI.create("tcp://127.0.0.1:1")))).isInstanceOf(EngineException.class).hasMessageContaining("cannot be reached");
	}

	@Test
	void aMissingClientCertificateIsExplained() {
		var lost = encrypted().withTls(ConnectionTls.NONE.withOn(true).withIdentity(Optional.of("gone")));
		assertThatThrownBy(() -> access.reach(new Web(), ConnectionDraft.of(lost))).hasMessageContaining("no longer in the secure storage");
	}

	/** Engines that are one page. */
	@Test
	void theKeyOfAnSshServerIsAskedForAndTrustedByItsOption() throws Exception {
		var keys = new ArrayList<TrustPrompt.HostKeyQuestion>();
		var agrees = new AtomicBoolean();
		access.trust = new TrustPrompt() {
			@Override
			public boolean trust(Question question) {
				return true;
			}

			@Override
			public boolean trustHostKey(HostKeyQuestion question) {
				keys.add(question);
				return agrees.get();
			}
		};
		access.credentials = (connection, refusal) -> Optional.of(new Credentials.Token("right"));
		var before = ConnectionDraft.of(encrypted().withOptions(Map.of("ssh", "root@", "ssh.key", "SHA256:before="), Map.of()));
		assertThatThrownBy(() -> access.reach(new Web(), before)).isInstanceOf(UntrustedHostKeyException.class);
		agrees.set(true);
		var reached = access.reach(new Web(), before);
		assertThat(keys).hasSize(2).allSatisfy(q -> {
			assertThat(q.key()).isEqualTo(KEY);
			assertThat(q.changedFrom()).contains("SHA256:before");
		});
		assertThat(reached.draft().connection().options()).isEqualTo(Map.of("ssh", "root@", "ssh.key", KEY.fingerprint()));
		assertThat(reached.draft().connection().tls().fingerprint()).as("and the certificate beside it").isPresent();
	}

	private final class Web implements EngineKind {

		@Override
		public String id() {
			return "web";
		}

		@Override
		public String label() {
			return "Web";
		}

		@Override
		public List<ResourceKind> resourceKinds() {
			return List.of();
		}

		@Override
		public Optional<String> refusal(URI url) {
			return Optional.empty();
		}

		@Override
		public String exampleUrl() {
			return "";
		}

		@Override
		public Session open(Connection connection) {
			return new Page(connection, http.open(access.secured(EndpointSettings.of(connection.url()), connection)));
		}
	}

	private final class Page implements Session {

		private final Connection connection;
		private final HttpEndpoint endpoint;

		Page(Connection connection, HttpEndpoint endpoint) {
			this.connection = connection;
			this.endpoint = endpoint;
		}

		@Override
		public Connection connection() {
			return connection;
		}

		@Override
		public EngineInfo probe() throws EngineException {
			if (connection.options().containsKey("ssh") && !KEY.trustedBy(connection)) {
				throw new UntrustedHostKeyException("The key is not trusted", KEY, null);
			}
			try {
				return new EngineInfo(endpoint.send(HttpCall.get("/")).text(), "1", "", Map.of());
			} catch (HttpException.Untrusted e) {
				throw access.untrusted(e, connection);
			} catch (HttpException.Refused e) {
				throw new EngineException(e.status() == 401 ? EngineException.Kind.UNAUTHORIZED : EngineException.Kind.FAILED, e.getMessage(), e);
			} catch (IOException e) {
				throw new EngineException(EngineException.Kind.UNREACHABLE, e.getMessage(), e);
			}
		}

		@Override
		public Snapshot refresh() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void watch(Runnable changed) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
			endpoint.close();
		}
	}
}
