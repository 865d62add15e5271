package org.fleetdesk.http.internal;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpClientHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ssl.TLS;
import org.fleetdesk.http.ClientIdentity;
import org.fleetdesk.http.TlsSettings;

/** {@link TlsSettings} for the HTTP library, and what the handshakes with one server showed. */
final class Tls {

	private static final String ALIAS = "client";

	private final TlsSettings settings;
	private volatile Optional<ClientIdentity> identity = Optional.empty();
	private volatile boolean identityRead;
	private volatile boolean identityWanted;
	private volatile List<X509Certificate> shown = List.of();

	Tls(TlsSettings settings) {
		this.settings = settings;
	}

	/** Reads the client's certificate, the first time; may do I/O. */
	void prepare() throws IOException {
		if (!identityRead) {
			identity = settings.identity().read();
			identityRead = true;
		}
	}

	/** What the trusted server showed last, its own certificate first; empty before the first handshake. */
	List<X509Certificate> shown() {
		return shown;
	}

	/** Whether the server has asked for a client's certificate. */
	boolean identityWanted() {
		return identityWanted;
	}

	boolean hasIdentity() {
		return identity.isPresent();
	}

	TlsSocketStrategy strategy() {
		try {
			var context = SSLContext.getInstance("TLS");
			context.init(new KeyManager[] { new Client() }, new TrustManager[] { trust() }, null);
			return ClientTlsStrategyBuilder.create().setSslContext(context).setTlsVersions(TLS.V_1_2, TLS.V_1_3)
					.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT).setHostnameVerifier(new Host()).buildClassic();
		} catch (GeneralSecurityException | IOException e) {
			throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
		}
	}

	private X509TrustManager trust() throws GeneralSecurityException, IOException {
		if (settings.pinned().isPresent()) {
			return new Pinned(settings.pinned().get());
		}
		var managers = new ArrayList<X509TrustManager>();
		managers.add(manager(null));
		if (!settings.authorities().isEmpty()) {
			var store = KeyStore.getInstance(KeyStore.getDefaultType());
			store.load(null, null);
			for (int i = 0; i < settings.authorities().size(); i++) {
				store.setCertificateEntry("authority-" + i, settings.authorities().get(i));
			}
			managers.add(manager(store));
		}
		return new AnyOf(managers);
	}

	private static X509TrustManager manager(KeyStore store) throws GeneralSecurityException {
		var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return Stream.of(factory.getTrustManagers()).filter(X509TrustManager.class::isInstance).map(X509TrustManager.class::cast).findFirst().orElseThrow();
	}

	/** The name counts, but for a pinned certificate, which is known by itself. Runs after the chain was found good. */
	private final class Host implements HttpClientHostnameVerifier {

		private final DefaultHostnameVerifier names = new DefaultHostnameVerifier();

		@Override
		public boolean verify(String host, SSLSession session) {
			try {
				verify(host, (X509Certificate) session.getPeerCertificates()[0]);
				return true;
			} catch (SSLException e) {
				return false;
			}
		}

		@Override
		public void verify(String host, X509Certificate certificate) throws SSLException {
			if (settings.pinned().isPresent()) {
				return;
			}
			try {
				names.verify(host, certificate);
			} catch (SSLException e) {
				throw new SSLException(new Failures.UntrustedChain("it is for another host (" + e.getMessage() + ")", shown.toArray(X509Certificate[]::new), e));
			}
		}
	}

	/** Shows the client's certificate whatever authorities the server names: a server that does not take it says so, one that gets none cannot tell why. */
	private final class Client extends X509ExtendedKeyManager {

		@Override
		public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
			identityWanted = true;
			return identity.filter(i -> Stream.of(types).anyMatch(t -> t.equals(i.key().getAlgorithm()))).map(i -> ALIAS).orElse(null);
		}

		@Override
		public String[] getClientAliases(String type, Principal[] issuers) {
			return identity.map(i -> new String[] { ALIAS }).orElse(null);
		}

		@Override
		public X509Certificate[] getCertificateChain(String alias) {
			return identity.map(i -> i.chain().toArray(X509Certificate[]::new)).orElse(null);
		}

		@Override
		public PrivateKey getPrivateKey(String alias) {
			return identity.map(ClientIdentity::key).orElse(null);
		}

		@Override
		public String[] getServerAliases(String type, Principal[] issuers) {
			return null; // this is a client
		}

		@Override
		public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
			return null;
		}
	}

	private abstract class Servers implements X509TrustManager {

		@Override
		public final void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
			throw new CertificateException("This is a client");
		}

		@Override
		public final void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
			check(chain, type);
			shown = List.of(chain);
		}

		abstract void check(X509Certificate[] chain, String type) throws CertificateException;
	}

	private final class AnyOf extends Servers {

		private final List<X509TrustManager> managers;

		AnyOf(List<X509TrustManager> managers) {
			this.managers = managers;
		}

		@Override
		void check(X509Certificate[] chain, String type) throws CertificateException {
			CertificateException last = null;
			for (var manager : managers) {
				try {
					manager.checkServerTrusted(chain, type);
					return;
				} catch (CertificateException e) {
					last = e;
				}
			}
			throw new Failures.UntrustedChain("no known authority stands for it (SHA-256 " + TlsSettings.fingerprint(chain[0]) + ")", chain, last);
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return managers.stream().flatMap(m -> Stream.of(m.getAcceptedIssuers())).toArray(X509Certificate[]::new);
		}
	}

	private final class Pinned extends Servers {

		private final String fingerprint;

		Pinned(String fingerprint) {
			this.fingerprint = fingerprint;
		}

		@Override
		void check(X509Certificate[] chain, String type) throws CertificateException {
			String presented = TlsSettings.fingerprint(chain[0]);
			if (!presented.equals(fingerprint)) {
				throw new Failures.UntrustedChain("it is another one than was trusted (SHA-256 " + presented + ")", chain, null);
			}
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}
	}
}
