package org.fleetdesk.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import javax.net.ssl.SSLException;

import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Which servers are trusted over TLS, and what is shown to them.
 *
 * @param tcp         whether {@code tcp://} means TLS; {@code https://} does in any case
 * @param authorities trusted beside the Java runtime's own; the host name must match as well
 * @param pinned      when present, exactly the certificate with this SHA-256 fingerprint is trusted, whatever its name, issuer and
 *                    dates, and no other: 64 hex digits, in lower case
 * @param identity    the client's certificate for servers that ask for one
 */
public record TlsSettings(boolean tcp, List<X509Certificate> authorities, Optional<String> pinned, IdentitySource identity) {

	/** Reads the client's certificate when it is first needed, on the thread of the call; may do I/O. */
	@FunctionalInterface
	public interface IdentitySource {

		/** There is none. */
		IdentitySource NONE = Optional::empty;

		Optional<ClientIdentity> read() throws IOException;
	}

	public TlsSettings {
		authorities = List.copyOf(authorities);
		pinned = pinned.map(TlsSettings::normal);
		Objects.requireNonNull(identity);
	}

	/** The Java runtime's authorities. */
	public static TlsSettings system() {
		return new TlsSettings(false, List.of(), Optional.empty(), IdentitySource.NONE);
	}

	/** The authorities of the Java runtime and these, read as PEM or DER. */
	public static TlsSettings trusting(InputStream certificates) throws IOException {
		return system().withAuthorities(certificates(certificates));
	}

	/** @param fingerprint the SHA-256 fingerprint in hex; colons, blanks and case do not matter */
	public static TlsSettings pinned(String fingerprint) {
		return new TlsSettings(false, List.of(), Optional.of(fingerprint), IdentitySource.NONE);
	}

	public TlsSettings withTcp(boolean encrypted) {
		return new TlsSettings(encrypted, authorities, pinned, identity);
	}

	public TlsSettings withAuthorities(List<X509Certificate> trusted) {
		return new TlsSettings(tcp, trusted, pinned, identity);
	}

	public TlsSettings withPinned(Optional<String> fingerprint) {
		return new TlsSettings(tcp, authorities, fingerprint, identity);
	}

	public TlsSettings withIdentity(IdentitySource source) {
		return new TlsSettings(tcp, authorities, pinned, source);
	}

	/** The certificates in a PEM or DER file, at least one. */
	public static List<X509Certificate> certificates(InputStream file) throws IOException {
		try {
			var read = CertificateFactory.getInstance("X.509").generateCertificates(file);
			if (read.isEmpty()) {
				throw new IOException("The file holds no certificate");
			}
			return read.stream().map(X509Certificate.class::cast).toList();
		} catch (CertificateException e) {
			throw new IOException("The file holds no certificate that can be read: " + e.getMessage(), e);
		}
	}

	/** Certificates in PEM. */
	public static String pem(List<X509Certificate> certificates) {
		var text = new StringWriter();
		try (var pem = new PemWriter(text)) {
			for (var certificate : certificates) {
				pem.writeObject(new PemObject("CERTIFICATE", certificate.getEncoded()));
			}
		} catch (IOException | CertificateEncodingException e) {
			throw new IllegalStateException(e);
		}
		return text.toString();
	}

	/** Whether a certificate is for a host, by its names (RFC 6125). */
	public static boolean isFor(X509Certificate certificate, String host) {
		try {
			new DefaultHostnameVerifier().verify(host, certificate);
			return true;
		} catch (SSLException e) {
			return false;
		}
	}

	/** The SHA-256 fingerprint of a certificate, as in {@link #pinned()}. */
	public static String fingerprint(X509Certificate certificate) {
		return digest(certificate, "SHA-256");
	}

	/** A fingerprint of a certificate as hex digits in lower case. */
	public static String digest(X509Certificate certificate, String algorithm) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()));
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
