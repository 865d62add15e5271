package org.fleetdesk.logs.internal;

import java.util.Arrays;

/** A growing list of longs without an object each. One thread adds, any thread reads what was there when it asked for the size. */
final class LongList {

	private static final int BITS = 12;
	private static final int CHUNK = 1 << BITS;

	private volatile long[][] chunks = new long[16][];
	private volatile int size;

	int size() {
		return size;
	}

	long get(int i) {
		return chunks[i >>> BITS][i & CHUNK - 1];
	}

	void add(long value) {
		int at = size;
		int chunk = at >>> BITS;
		if (chunk == chunks.length) {
			chunks = Arrays.copyOf(chunks, chunk * 2);
		}
		if ((at & CHUNK - 1) == 0) {
			chunks[chunk] = new long[CHUNK];
		}
		chunks[chunk][at & CHUNK - 1] = value;
		size = at + 1;
	}

	/** The first index whose value is not below the given one; the values must ascend. */
	int lowerBound(long value) {
		int low = 0;
		int high = size;
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (get(middle) < value) {
				low = middle + 1;
			} else {
				high = middle;
			}
		}
		return low;
	}
}
