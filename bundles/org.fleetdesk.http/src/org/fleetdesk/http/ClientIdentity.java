package org.fleetdesk.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A client's certificate with its key, which it shows to servers that ask for one. {@code toString} hides the key.
 *
 * @param chain the client's own certificate first, then those of its authorities as far as they are known
 */
public record ClientIdentity(List<X509Certificate> chain, PrivateKey key) {

	/** The key is encrypted, and there was no passphrase or a wrong one. */
	public static final class PassphraseNeeded extends IOException {
		private static final long serialVersionUID = 1L;

		private PassphraseNeeded(boolean given, Throwable cause) {
			super(given ? "The passphrase does not open the key" : "The key is protected by a passphrase", cause);
		}
	}

	public ClientIdentity {
		chain = List.copyOf(chain);
	}

	/**
	 * Reads a certificate and its key from PEM files (PKCS#8, also encrypted, and OpenSSL's own forms) or from one PKCS#12 file.
	 *
	 * @param files      the contents of one or two files
	 * @param passphrase of the key, where it has one
	 * @throws PassphraseNeeded when the key cannot be opened without another passphrase
	 * @throws IOException      when certificate or key are missing, cannot be read or do not belong together; the message is for the user
	 */
	public static ClientIdentity read(List<byte[]> files, Optional<char[]> passphrase) throws IOException {
		var certificates = new ArrayList<X509Certificate>();
		var keys = new ArrayList<PrivateKey>();
		for (byte[] file : files) {
			if (new String(file, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
				readPem(file, passphrase, certificates, keys);
			} else {
				readStore(file, passphrase, certificates, keys);
			}
		}
		if (keys.isEmpty()) {
			throw new IOException("There is no private key in the files");
		}
		if (certificates.isEmpty()) {
			throw new IOException("There is no certificate in the files");
		}
		for (int i = 0; i < certificates.size(); i++) {
			if (belongs(keys.getFirst(), certificates.get(i))) {
				Collections.swap(certificates, 0, i);
				return new ClientIdentity(certificates, keys.getFirst());
			}
		}
		throw new IOException("The key does not belong to the certificate " + name(certificates.getFirst()));
	}

	/** Reads what {@link #pem()} made. */
	public static ClientIdentity ofPem(String pem) throws IOException {
		return read(List.of(pem.getBytes(StandardCharsets.US_ASCII)), Optional.empty());
	}

	/** Certificates and unencrypted key in PEM: a secret. */
	public String pem() {
		var text = new StringWriter();
		try (var pem = new PemWriter(text)) {
			pem.writeObject(new PemObject("PRIVATE KEY", key.getEncoded()));
		} catch (IOException e) {
			throw new IllegalStateException(e);
		}
		return TlsSettings.pem(chain) + text;
	}

	/** The certificate's subject, such as {@code CN=me}. */
	public String subject() {
		return name(chain.getFirst());
	}

	private static String name(X509Certificate certificate) {
		return certificate.getSubjectX500Principal().getName();
	}

	private static void readPem(byte[] file, Optional<char[]> passphrase, List<X509Certificate> certificates, List<PrivateKey> keys) throws IOException {
		try (var parser = new PEMParser(new StringReader(new String(file, StandardCharsets.ISO_8859_1)))) {
			var converter = new JcaPEMKeyConverter();
			for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
				switch (found) {
				case X509CertificateHolder certificate -> certificates.add(new JcaX509CertificateConverter().getCertificate(certificate));
				case PrivateKeyInfo key -> keys.add(converter.getPrivateKey(key));
				case PEMKeyPair pair -> keys.add(converter.getPrivateKey(pair.getPrivateKeyInfo()));
				case PKCS8EncryptedPrivateKeyInfo encrypted -> keys.add(converter.getPrivateKey(decrypted(encrypted, passphrase)));
				case PEMEncryptedKeyPair encrypted -> keys.add(converter.getPrivateKey(decrypted(encrypted, passphrase)));
				default -> {
					// parameters of a curve, a request: not needed
				}
				}
			}
		} catch (PassphraseNeeded e) {
			throw e;
		} catch (IOException | GeneralSecurityException | RuntimeException e) {
			throw new IOException("The file cannot be read as PEM: " + e.getMessage(), e);
		}
	}

	private static PrivateKeyInfo decrypted(PKCS8EncryptedPrivateKeyInfo encrypted, Optional<char[]> passphrase) throws IOException {
		try {
			return encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder().setProvider(new BouncyCastleProvider()).build(passphrase.orElseThrow(() -> new PassphraseNeeded(false, null))));
		} catch (OperatorCreationException | PKCSException e) {
			throw new PassphraseNeeded(true, e);
		}
	}

	private static PrivateKeyInfo decrypted(PEMEncryptedKeyPair encrypted, Optional<char[]> passphrase) throws IOException {
		try {
			return encrypted.decryptKeyPair(new JcePEMDecryptorProviderBuilder().setProvider(new BouncyCastleProvider()).build(passphrase.orElseThrow(() -> new PassphraseNeeded(false, null)))).getPrivateKeyInfo();
		} catch (PEMException e) {
			throw new PassphraseNeeded(true, e);
		}
	}

	private static void readStore(byte[] file, Optional<char[]> passphrase, List<X509Certificate> certificates, List<PrivateKey> keys) throws IOException {
		try {
			var store = KeyStore.getInstance("PKCS12");
			char[] password = passphrase.orElse(new char[0]);
			store.load(new ByteArrayInputStream(file), password);
			for (String alias : Collections.list(store.aliases())) {
				if (store.getKey(alias, password) instanceof PrivateKey key && keys.isEmpty()) {
					keys.add(key);
					Stream.of(store.getCertificateChain(alias)).map(X509Certificate.class::cast).forEach(certificates::add);
				}
			}
		} catch (IOException e) {
			if (e.getCause() instanceof GeneralSecurityException) {
				throw new PassphraseNeeded(passphrase.isPresent(), e);
			}
			throw new IOException("The file is neither PEM nor PKCS#12: " + e.getMessage(), e);
		} catch (GeneralSecurityException e) {
			throw new IOException("The PKCS#12 file cannot be read: " + e.getMessage(), e);
		}
	}

	private static boolean belongs(PrivateKey key, X509Certificate certificate) {
		String algorithm = switch (key.getAlgorithm()) {
		case "RSA" -> "SHA256withRSA";
		case "EC" -> "SHA256withECDSA";
		default -> key.getAlgorithm();
		};
		try {
			byte[] text = "whose".getBytes(StandardCharsets.US_ASCII);
			var signature = Signature.getInstance(algorithm);
			signature.initSign(key);
			signature.update(text);
			byte[] signed = signature.sign();
			signature.initVerify(certificate.getPublicKey());
			signature.update(text);
			return signature.verify(signed);
		} catch (GeneralSecurityException e) {
			return false; // a key of another kind
		}
	}

	@Override
	public String toString() {
		return "Client certificate " + subject() + " ***";
	}
}
