package org.fleetdesk.so3.internal;

import java.util.Arrays;
import java.util.Optional;

/** Check sums of the last lines of a log, and the search for them in another one. */
final class LineHashes {

	/** Of an empty line. */
	static final long START = 0xcbf29ce484222325L;

	private final int most;
	private final long[] ring;
	private long count;

	LineHashes(int most) {
		this.most = most;
		ring = new long[most];
	}

	/** Goes on with a line's hash. */
	static long hash(long so, byte[] bytes, int offset, int length) {
		long h = so;
		for (int i = offset; i < offset + length; i++) {
			h = (h ^ bytes[i]) * 0x100000001b3L;
		}
		return h;
	}

	void add(long hash) {
		ring[(int) (count++ % most)] = hash;
	}

	void clear() {
		count = 0;
	}

	/** Oldest first. */
	private long[] all() {
		var all = new long[(int) Math.min(count, most)];
		for (int i = 0; i < all.length; i++) {
			all[i] = ring[(int) ((count - all.length + i) % most)];
		}
		return all;
	}

	/** A search for these lines from the beginning of a log on. */
	Search search() {
		return new Search(all());
	}

	/** A place in a log: how many bytes stand before it, and their check sum. */
	record Place(long offset, long sum) {
	}

	/** Goes through a log line by line, by Knuth, Morris and Pratt. */
	static final class Search {

		private final long[] wanted;
		private final int[] border;
		private int matched;
		private Place whole;
		/** The log's first lines, as many as could be the wanted ones' last. */
		private final long[] first;
		private final Place[] ends;
		private int lines;

		private Search(long[] wanted) {
			this.wanted = wanted;
			border = new int[wanted.length];
			for (int i = 1; i < wanted.length; i++) {
				int b = border[i - 1];
				while (b > 0 && wanted[i] != wanted[b]) {
					b = border[b - 1];
				}
				border[i] = wanted[i] == wanted[b] ? b + 1 : 0;
			}
			first = new long[wanted.length];
			ends = new Place[wanted.length];
		}

		/** @param end after the line */
		void line(long hash, Place end) {
			if (whole != null || wanted.length == 0) {
				return;
			}
			if (lines < wanted.length) {
				first[lines] = hash;
				ends[lines++] = end;
			}
			while (matched > 0 && wanted[matched] != hash) {
				matched = border[matched - 1];
			}
			matched += wanted[matched] == hash ? 1 : 0;
			if (matched == wanted.length) {
				whole = end;
			}
		}

		/** Where the wanted lines end: all of them anywhere, else as many of the last as the log begins with; empty when it has none. */
		Optional<Place> end() {
			for (int length = lines; whole == null && length > 0; length--) {
				if (Arrays.equals(wanted, wanted.length - length, wanted.length, first, 0, length)) {
					return Optional.of(ends[length - 1]);
				}
			}
			return Optional.ofNullable(whole);
		}
	}
}
