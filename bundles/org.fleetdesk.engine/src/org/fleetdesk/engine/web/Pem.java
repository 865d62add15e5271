package org.fleetdesk.engine.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import org.fleetdesk.engine.Security;

/** Reads a certificate chain and its private key from PEM files (RFC 7468). */
final class Pem {

	private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----(.+?)-----END PRIVATE KEY-----", Pattern.DOTALL);

	private Pem() {
	}

	/** A key store in memory with the one entry, whose password is empty. */
	static KeyStore keyStore(Security.TlsFiles files) throws IOException, GeneralSecurityException {
		List<Certificate> chain;
		try (var in = Files.newInputStream(files.certificate())) {
			chain = List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
		}
		if (chain.isEmpty()) {
			throw new IOException(files.certificate() + " holds no certificate");
		}
		var store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("server", key(files), new char[0], chain.toArray(Certificate[]::new));
		return store;
	}

	private static PrivateKey key(Security.TlsFiles files) throws IOException, GeneralSecurityException {
		var matcher = KEY.matcher(Files.readString(files.key(), StandardCharsets.US_ASCII));
		if (!matcher.find()) {
			throw new IOException(files.key() + " holds no unencrypted PKCS#8 key (BEGIN PRIVATE KEY); convert it with: openssl pkcs8 -topk8 -nocrypt");
		}
		var spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
		for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
			try {
				return KeyFactory.getInstance(algorithm).generatePrivate(spec);
			} catch (InvalidKeySpecException e) {
				// the next algorithm
			}
		}
		throw new IOException(files.key() + " holds a key that is neither RSA, EC nor EdDSA");
	}
}
