package org.fleetdesk.logs.internal;

import java.nio.ByteBuffer;

/**
 * One line in the index file, 16 bytes, big endian: time (8, nanoseconds since 1970), end of the line in the text file, its line end included (4),
 * flags (2), check (2). A line begins where the one before ends. The check tells a written entry from what a crash left behind (zeros, old blocks).
 */
public final class IndexEntry {

	/** Bytes an entry. */
	public static final int SIZE = 16;

	private IndexEntry() {
	}

	static void put(ByteBuffer into, long time, int end, int flags) {
		into.putLong(time).putInt(end).putShort((short) flags).putShort(check(time, end, (short) flags));
	}

	static long time(ByteBuffer from, int entry) {
		return from.getLong(entry * SIZE);
	}

	static int end(ByteBuffer from, int entry) {
		return from.getInt(entry * SIZE + 8);
	}

	static int flags(ByteBuffer from, int entry) {
		return from.getShort(entry * SIZE + 12) & 0xffff;
	}

	static boolean isIntact(ByteBuffer from, int entry) {
		return from.getShort(entry * SIZE + 14) == check(time(from, entry), end(from, entry), from.getShort(entry * SIZE + 12));
	}

	private static short check(long time, int end, short flags) {
		long h = (time ^ 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
		h = (h ^ (h >>> 32) ^ end) * 0x94d049bb133111ebL;
		h = (h ^ (h >>> 29) ^ flags) * 0xbf58476d1ce4e5b9L;
		return (short) (h >>> 47);
	}
}
