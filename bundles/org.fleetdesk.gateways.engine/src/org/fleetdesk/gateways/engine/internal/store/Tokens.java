package org.fleetdesk.gateways.engine.internal.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Tokens of devices and the names of things: 160 random bits. A digest without salt is enough for those: nobody guesses them. */
public final class Tokens {

	/** Characters of a token (a "CIK") and of a rid. */
	public static final int LENGTH = 40;

	private final SecureRandom random = new SecureRandom();

	/** 40 hexadecimal digits. */
	public String next() {
		byte[] bytes = new byte[LENGTH / 2];
		random.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	/** SHA-256, 64 hexadecimal digits: what is kept of a token. */
	public static String hash(String token) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}
}
