package org.fleetdesk.so3.model;

import java.io.EOFException;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** Several check sums of the same bytes in one pass. */
final class Sums {

	private static final int BLOCK = 128 * 1024;

	private final Map<HashAlgorithm, HashAlgorithm.Sum> sums = new EnumMap<>(HashAlgorithm.class);

	Sums(Collection<HashAlgorithm> algorithms) {
		algorithms.forEach(a -> sums.put(a, a.start()));
	}

	/** @param before, total for the progress */
	void add(Payload payload, Progress progress, long before, long total) throws IOException {
		byte[] block = new byte[(int) Math.min(BLOCK, Math.max(1, payload.size()))];
		long done = 0;
		try (var in = payload.open()) {
			for (int n; (n = in.read(block)) >= 0;) {
				for (var sum : sums.values()) {
					sum.update(block, n);
				}
				done += n;
				progress.advanced(before + done, total);
			}
		}
		if (done != payload.size()) {
			throw new EOFException("The file became shorter while it was read.");
		}
	}

	byte[] value(HashAlgorithm algorithm) {
		return sums.get(algorithm).value();
	}
}
