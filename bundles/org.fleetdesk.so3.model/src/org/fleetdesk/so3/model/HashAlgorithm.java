package org.fleetdesk.so3.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/** The check sums that a FIT image's hash nodes may carry (property {@code algo}). */
public enum HashAlgorithm {

	CRC32(null, 4), MD5("MD5", 16), SHA1("SHA-1", 20), SHA256("SHA-256", 32), SHA384("SHA-384", 48), SHA512("SHA-512", 64);

	private final String digest;
	private final int length;

	HashAlgorithm(String digest, int length) {
		this.digest = digest;
		this.length = length;
	}

	/** The name in the image, such as {@code sha256}. */
	public String fitName() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** The length of a value in bytes. */
	public int length() {
		return length;
	}

	public static Optional<HashAlgorithm> byFitName(String name) {
		for (var algorithm : values()) {
			if (algorithm.fitName().equals(name)) {
				return Optional.of(algorithm);
			}
		}
		return Optional.empty();
	}

	/** A running computation. */
	interface Sum {

		void update(byte[] bytes, int length);

		byte[] value();
	}

	Sum start() {
		if (digest == null) {
			return new CrcSum(new CRC32());
		}
		try {
			return new DigestSum(MessageDigest.getInstance(digest));
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException("This Java runtime lacks " + digest + ".", e);
		}
	}

	private record CrcSum(CRC32 crc) implements Sum {

		@Override
		public void update(byte[] bytes, int length) {
			crc.update(bytes, 0, length);
		}

		@Override
		public byte[] value() {
			return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
		}
	}

	private record DigestSum(MessageDigest digest) implements Sum {

		@Override
		public void update(byte[] bytes, int length) {
			digest.update(bytes, 0, length);
		}

		@Override
		public byte[] value() {
			return digest.digest();
		}
	}
}
