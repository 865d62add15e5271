package org.fleetdesk.core.internal;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.fleetdesk.core.ServerCertificate;
import org.fleetdesk.core.ServerCertificate.Problem;
import org.fleetdesk.http.TlsSettings;

/** Judges what servers show, for people. Whether a connection is made is decided in the handshake, not here. */
final class Certificates {

	/** RFC 5280 4.2.1.6: dNSName and iPAddress. */
	private static final Set<Integer> HOSTS = Set.of(2, 7);

	private Certificates() {
	}

	/** @param chain its own certificate first */
	static ServerCertificate of(List<X509Certificate> chain, String host, List<X509Certificate> authorities, Instant now) {
		var own = chain.getFirst();
		var problems = EnumSet.noneOf(Problem.class);
		boolean self = own.getSubjectX500Principal().equals(own.getIssuerX500Principal());
		if (!known(chain, authorities)) {
			problems.add(self ? Problem.SELF_SIGNED : Problem.UNKNOWN_AUTHORITY);
		}
		if (host != null && !TlsSettings.isFor(own, host)) {
			problems.add(Problem.OTHER_NAME);
		}
		if (now.isAfter(own.getNotAfter().toInstant())) {
			problems.add(Problem.EXPIRED);
		}
		if (now.isBefore(own.getNotBefore().toInstant())) {
			problems.add(Problem.NOT_YET_VALID);
		}
		return new ServerCertificate(own.getSubjectX500Principal().getName(), own.getIssuerX500Principal().getName(), own.getNotBefore().toInstant(),
				own.getNotAfter().toInstant(), names(own), TlsSettings.fingerprint(own), TlsSettings.digest(own, "SHA-1"), problems);
	}

	private static List<String> names(X509Certificate certificate) {
		try {
			var names = certificate.getSubjectAlternativeNames();
			return names == null ? List.of() : names.stream().filter(n -> HOSTS.contains(n.getFirst())).map(n -> String.valueOf(n.get(1))).toList();
		} catch (CertificateParsingException e) {
			return List.of();
		}
	}

	/** Whether an authority stands for the chain, apart from names; dates count there too, so an ended certificate of a known authority is not known. */
	private static boolean known(List<X509Certificate> chain, List<X509Certificate> authorities) {
		try {
			if (accepts(null, chain)) {
				return true;
			}
			var store = KeyStore.getInstance(KeyStore.getDefaultType());
			store.load(null, null);
			for (int i = 0; i < authorities.size(); i++) {
				store.setCertificateEntry("authority-" + i, authorities.get(i));
			}
			return !authorities.isEmpty() && accepts(store, chain);
		} catch (GeneralSecurityException | java.io.IOException e) {
			return false;
		}
	}

	private static boolean accepts(KeyStore store, List<X509Certificate> chain) throws GeneralSecurityException {
		var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		var manager = Stream.of(factory.getTrustManagers()).filter(X509TrustManager.class::isInstance).map(X509TrustManager.class::cast).findFirst().orElseThrow();
		try {
			manager.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
			return true;
		} catch (CertificateException e) {
			return false;
		}
	}
}
