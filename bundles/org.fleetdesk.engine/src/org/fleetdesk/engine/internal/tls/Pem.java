package org.fleetdesk.engine.internal.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.fleetdesk.engine.Security.TlsFiles;

/** Certificates and private keys in PEM files (RFC 7468). What goes wrong is an {@link IOException} whose message names the file. */
public final class Pem {

	private Pem() {
	}

	/** A key store in memory with the one entry, whose password is empty. */
	public static KeyStore keyStore(TlsFiles files) throws IOException, GeneralSecurityException {
		List<X509Certificate> chain = certificates(files.certificate());
		PrivateKey key = key(files.key());
		if (!belongTogether(key, chain.getFirst().getPublicKey())) {
			throw new IOException("The key in " + files.key() + " does not belong to the certificate in " + files.certificate());
		}
		var store = emptyStore();
		store.setKeyEntry("server", key, new char[0], chain.toArray(X509Certificate[]::new));
		return store;
	}

	/** A key store in memory with the authorities of a file. */
	public static KeyStore trustStore(Path file) throws IOException, GeneralSecurityException {
		var store = emptyStore();
		List<X509Certificate> authorities = certificates(file);
		for (int i = 0; i < authorities.size(); i++) {
			store.setCertificateEntry("authority-" + i, authorities.get(i));
		}
		return store;
	}

	private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
		var store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		return store;
	}

	/** The certificates of a file, one at least. */
	static List<X509Certificate> certificates(Path file) throws IOException {
		try (var in = Files.newInputStream(file)) {
			var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
			if (certificates.isEmpty()) {
				throw new IOException(file + " holds no certificate");
			}
			return certificates.stream().map(X509Certificate.class::cast).toList();
		} catch (CertificateException e) {
			throw new IOException(file + " holds no certificate that can be read", e);
		}
	}

	static PrivateKey key(Path file) throws IOException {
		try (var reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1); var parser = new PEMParser(reader)) {
			var converter = new JcaPEMKeyConverter();
			for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
				switch (found) {
					case PrivateKeyInfo key -> {
						return converter.getPrivateKey(key);
					}
					case PEMKeyPair pair -> {
						return converter.getPrivateKey(pair.getPrivateKeyInfo());
					}
					case PKCS8EncryptedPrivateKeyInfo encrypted -> throw encrypted(file);
					case PEMEncryptedKeyPair encrypted -> throw encrypted(file);
					default -> {
						// parameters or a certificate, which may stand in the same file
					}
				}
			}
		} catch (PEMException e) {
			throw new IOException(file + " holds a private key that cannot be read", e);
		}
		throw new IOException(file + " holds no private key");
	}

	private static IOException encrypted(Path file) {
		return new IOException("The private key in " + file + " is encrypted, and nobody could be asked for its password; decrypt it with: openssl pkey -in "
				+ file.getFileName() + " -out key.pem");
	}

	/** Whether what the one signs the other accepts. */
	static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
		String algorithm = switch (key.getAlgorithm()) {
			case "RSA" -> "SHA256withRSA";
			case "EC", "ECDSA" -> "SHA256withECDSA";
			default -> key.getAlgorithm();
		};
		try {
			byte[] text = "Fleetdesk".getBytes(StandardCharsets.US_ASCII);
			var signer = Signature.getInstance(algorithm);
			signer.initSign(key);
			signer.update(text);
			byte[] signature = signer.sign();
			var verifier = Signature.getInstance(algorithm);
			verifier.initVerify(certified);
			verifier.update(text);
			return verifier.verify(signature);
		} catch (java.security.InvalidKeyException | java.security.SignatureException e) {
			return false;
		}
	}

	/** A certificate as PEM. */
	static byte[] text(X509Certificate certificate) throws IOException {
		return write(certificate);
	}

	/** A private key as PEM, in PKCS#8. */
	static byte[] text(PrivateKey key) throws IOException {
		return write(new PKCS8Generator(PrivateKeyInfo.getInstance(key.getEncoded()), null));
	}

	private static byte[] write(Object thing) throws IOException {
		var text = new StringWriter();
		try (var writer = new JcaPEMWriter(text)) {
			writer.writeObject(thing);
		}
		return text.toString().getBytes(StandardCharsets.US_ASCII);
	}
}
