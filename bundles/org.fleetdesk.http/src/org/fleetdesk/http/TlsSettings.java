package org.fleetdesk.http;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which servers are trusted over https.
 *
 * @param authorities trusted beside the Java runtime's own; the host name must match as well
 * @param pinned      when present, exactly the certificate with this SHA-256 fingerprint is trusted, whatever its name, issuer and
 *                    dates, and no other: 64 hex digits, in lower case
 */
public record TlsSettings(List<X509Certificate> authorities, Optional<String> pinned) {

	public TlsSettings {
		authorities = List.copyOf(authorities);
		pinned = pinned.map(TlsSettings::normal);
	}

	/** The Java runtime's authorities. */
	public static TlsSettings system() {
		return new TlsSettings(List.of(), Optional.empty());
	}

	/** The authorities of the Java runtime and these, read as PEM or DER. */
	public static TlsSettings trusting(InputStream certificates) throws IOException {
		try {
			var read = CertificateFactory.getInstance("X.509").generateCertificates(certificates);
			if (read.isEmpty()) {
				throw new IOException("The file holds no certificate");
			}
			return new TlsSettings(read.stream().map(X509Certificate.class::cast).toList(), Optional.empty());
		} catch (CertificateException e) {
			throw new IOException("The file holds no certificate that can be read: " + e.getMessage(), e);
		}
	}

	/** @param fingerprint the SHA-256 fingerprint in hex; colons, blanks and case do not matter */
	public static TlsSettings pinned(String fingerprint) {
		return new TlsSettings(List.of(), Optional.of(fingerprint));
	}

	/** The SHA-256 fingerprint of a certificate, as in {@link #pinned()}. */
	public static String fingerprint(X509Certificate certificate) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
		} catch (NoSuchAlgorithmException | CertificateEncodingException e) {
			throw new IllegalStateException(e);
		}
	}

	private static String normal(String fingerprint) {
		String hex = fingerprint.replaceAll("[:\\s]", "").toLowerCase(Locale.ROOT);
		if (!hex.matches("[0-9a-f]{64}")) {
			throw new IllegalArgumentException("A SHA-256 fingerprint has 64 hex digits, this one not: " + fingerprint);
		}
		return hex;
	}
}
