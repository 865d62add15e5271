package org.fleetdesk.http.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ssl.TLS;
import org.fleetdesk.http.TlsSettings;

/** {@link TlsSettings} for the HTTP library. */
final class Tls {

	private Tls() {
	}

	static TlsSocketStrategy strategy(TlsSettings settings) {
		try {
			var context = SSLContext.getInstance("TLS");
			context.init(null, new TrustManager[] { trust(settings) }, null);
			// a pinned certificate is known by itself: its name does not matter
			return ClientTlsStrategyBuilder.create().setSslContext(context).setTlsVersions(TLS.V_1_2, TLS.V_1_3)
					.setHostVerificationPolicy(HostnameVerificationPolicy.CLIENT)
					.setHostnameVerifier(settings.pinned().isPresent() ? NoopHostnameVerifier.INSTANCE : new DefaultHostnameVerifier()).buildClassic();
		} catch (GeneralSecurityException | IOException e) {
			throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
		}
	}

	private static X509TrustManager trust(TlsSettings settings) throws GeneralSecurityException, IOException {
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

	private record AnyOf(List<X509TrustManager> managers) implements X509TrustManager {
		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
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
		public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
			throw new CertificateException("This is a client");
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return managers.stream().flatMap(m -> Stream.of(m.getAcceptedIssuers())).toArray(X509Certificate[]::new);
		}
	}

	private record Pinned(String fingerprint) implements X509TrustManager {
		@Override
		public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
			String presented = TlsSettings.fingerprint(chain[0]);
			if (!presented.equals(fingerprint)) {
				throw new Failures.UntrustedChain("it is not the pinned one (SHA-256 " + presented + ")", chain, null);
			}
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
			throw new CertificateException("This is a client");
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return new X509Certificate[0];
		}
	}
}
