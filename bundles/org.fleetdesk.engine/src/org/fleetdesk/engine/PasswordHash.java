package org.fleetdesk.engine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password or a token instead of itself: a slow, salted hash. As text it is {@code pbkdf2-sha256:ITERATIONS:SALT:HASH} (Base64).
 */
public final class PasswordHash {

	/** As many as a password in use needs. */
	public static final int ITERATIONS = 210_000;

	private static final String METHOD = "pbkdf2-sha256";

	private final int iterations;
	private final byte[] salt;
	private final byte[] hash;

	private PasswordHash(int iterations, byte[] salt, byte[] hash) {
		this.iterations = iterations;
		this.salt = salt;
		this.hash = hash;
	}

	/** Of a new password; takes a tenth of a second. */
	public static PasswordHash of(String password) {
		return of(password, ITERATIONS);
	}

	/** @param iterations {@link #ITERATIONS}, or fewer for what is no secret, as in tests */
	public static PasswordHash of(String password, int iterations) {
		byte[] salt = new byte[16];
		new SecureRandom().nextBytes(salt);
		return new PasswordHash(iterations, salt, hash(password, salt, iterations));
	}

	/** @throws IllegalArgumentException when it is no such text */
	public static PasswordHash parse(String text) {
		String[] parts = text.split(":");
		if (parts.length != 4 || !parts[0].equals(METHOD)) {
			throw new IllegalArgumentException("This is not " + METHOD + ":ITERATIONS:SALT:HASH");
		}
		return new PasswordHash(Integer.parseInt(parts[1]), Base64.getDecoder().decode(parts[2]), Base64.getDecoder().decode(parts[3]));
	}

	/** Whether it is the hash of this password; takes a tenth of a second. */
	public boolean matches(String password) {
		return MessageDigest.isEqual(hash, hash(password, salt, iterations));
	}

	/** A fast hash, for secrets that are long and random, and to recognise what was verified before. */
	public static String digest(String secret) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
		} catch (GeneralSecurityException e) {
			throw new IllegalStateException(e);
		}
	}

	private static byte[] hash(String password, byte[] salt, int iterations) {
		try {
			return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256)).getEncoded();
		} catch (GeneralSecurityException e) {
			throw new IllegalStateException(e);
		}
	}

	@Override
	public String toString() {
		return String.join(":", METHOD, Integer.toString(iterations), Base64.getEncoder().encodeToString(salt), Base64.getEncoder().encodeToString(hash));
	}
}
