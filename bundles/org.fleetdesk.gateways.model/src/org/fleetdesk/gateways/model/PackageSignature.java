package org.fleetdesk.gateways.model;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Signatures of packages: Ed25519 (RFC 8032) in Base64, over a text of four lines that says which package has which bytes, so that the signature of one version does not make it
 * pass as another:
 *
 * <pre>
 * Fleetdesk package 1
 * name: test_app
 * version: 1
 * sha256: 64 hexadecimal digits in lower case
 * </pre>
 *
 * in UTF-8, each line ended by LF. Keys are text in PEM, as {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey -pubout} write them: PKCS#8 for the private one,
 * X.509 for the public one.
 */
public final class PackageSignature {

	private static final String ALGORITHM = "Ed25519";
	private static final String PRIVATE = "PRIVATE KEY";
	private static final String PUBLIC = "PUBLIC KEY";
	private static final String NO_PUBLIC_KEY = "This is no public key of Ed25519 in PEM.";
	private static final int DIGEST_BYTES = 32;
	private static final int SIGNATURE_BYTES = 64;

	/**
	 * A key that signs, and the one by which gateways know its signatures.
	 *
	 * @param privateKey in PEM; a secret
	 * @param publicKey  in PEM
	 */
	public record Keys(String privateKey, String publicKey) {

		/** The private key stays out of logs. */
		@Override
		public String toString() {
			return "Keys[" + publicKey + "]";
		}
	}

	private PackageSignature() {
	}

	/** Two new keys. */
	public static Keys makeKeyPair() {
		try {
			var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
			return new Keys(pem(PRIVATE, pair.getPrivate().getEncoded()), pem(PUBLIC, pair.getPublic().getEncoded()));
		} catch (GeneralSecurityException e) {
			throw new IllegalStateException(e); // every Java has it
		}
	}

	/** What is signed; neither part of a package's name can have a line end. */
	private static byte[] text(PackageName name, byte[] digest) {
		return "Fleetdesk package 1\nname: %s\nversion: %s\nsha256: %s\n".formatted(name.name(), name.version(), HexFormat.of().formatHex(digest)).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Signs a package.
	 *
	 * @param digest     the 32 bytes of a SHA-256
	 * @param privateKey in PEM
	 * @return 88 characters of Base64
	 * @throws IllegalArgumentException when the key is none, or the digest has another length; the message repeats nothing of the key
	 */
	public static String sign(PackageName name, byte[] digest, String privateKey) {
		demandDigest(digest);
		try {
			var signature = Signature.getInstance(ALGORITHM);
			signature.initSign(KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(content(PRIVATE, privateKey))));
			signature.update(text(name, digest));
			return Base64.getEncoder().encodeToString(signature.sign());
		} catch (GeneralSecurityException e) {
			throw new IllegalArgumentException("This is no private key of Ed25519 in PEM.", e);
		}
	}

	/**
	 * Says whether a signature was made of this package, by name, version and digest, with the private key that belongs to a public one. What is no signature at all was not.
	 *
	 * @param digest    the 32 bytes of a SHA-256
	 * @param signature in Base64
	 * @param publicKey in PEM
	 * @throws IllegalArgumentException when the key is none, or the digest has another length
	 */
	public static boolean verify(PackageName name, byte[] digest, String signature, String publicKey) {
		demandDigest(digest);
		try {
			return isSignature(signature) && verified(verifier(publicKey), text(name, digest), Base64.getDecoder().decode(signature));
		} catch (GeneralSecurityException e) {
			throw new IllegalArgumentException(NO_PUBLIC_KEY, e);
		}
	}

	/** @throws IllegalArgumentException when a text is no public key in PEM */
	public static void demandPublicKey(String publicKey) {
		try {
			verifier(publicKey);
		} catch (GeneralSecurityException e) {
			throw new IllegalArgumentException(NO_PUBLIC_KEY, e);
		}
	}

	private static Signature verifier(String publicKey) throws GeneralSecurityException {
		var verifier = Signature.getInstance(ALGORITHM);
		verifier.initVerify(KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(content(PUBLIC, publicKey))));
		return verifier;
	}

	/** Whether a text has the form of a signature, whoever made it. */
	public static boolean isSignature(String text) {
		try {
			return Base64.getDecoder().decode(text).length == SIGNATURE_BYTES;
		} catch (IllegalArgumentException e) {
			return false;
		}
	}

	private static boolean verified(Signature verifier, byte[] text, byte[] signature) throws GeneralSecurityException {
		verifier.update(text);
		try {
			return verifier.verify(signature);
		} catch (java.security.SignatureException e) {
			return false; // 64 bytes that are no point and no number of the curve
		}
	}

	private static void demandDigest(byte[] digest) {
		if (digest.length != DIGEST_BYTES) {
			throw new IllegalArgumentException("A digest by SHA-256 has " + DIGEST_BYTES + " bytes, this one " + digest.length + ".");
		}
	}

	private static String pem(String kind, byte[] encoded) {
		String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded);
		return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
	}

	private static byte[] content(String kind, String pem) {
		String begin = "-----BEGIN " + kind + "-----";
		int from = pem.indexOf(begin);
		int to = from < 0 ? -1 : pem.indexOf("-----END " + kind + "-----", from);
		if (to >= 0) {
			try {
				return Base64.getDecoder().decode(pem.substring(from + begin.length(), to).replaceAll("\\s+", ""));
			} catch (IllegalArgumentException e) {
				// said below; its own message repeats a character of the key
			}
		}
		throw new IllegalArgumentException("This is no " + kind.toLowerCase(java.util.Locale.ROOT) + " in PEM: it has no part between \"" + begin + "\" and its end.");
	}
}
