package org.fleetdesk.gateways.agent.internal.gmq;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Records in a file: a mark, the length, a checksum over both length and content, the content. What is damaged is stepped over, and the next whole record found. */
final class Frames {

	static final int HEAD = 3 * Integer.BYTES;
	/** The longest content: an entry's. */
	static final int MAX = Entry.MAX_VALUE + Entry.MAX_ALIAS + 64;
	private static final int MARK = 0x474d5131;

	/**
	 * A whole record.
	 *
	 * @param skipped damaged bytes before it
	 * @param end     behind it
	 */
	record Frame(int skipped, int end, Entry entry) {
	}

	private Frames() {
	}

	static byte[] frame(Entry entry) {
		byte[] content = entry.encoded();
		return ByteBuffer.allocate(HEAD + content.length).putInt(MARK).putInt(content.length).putInt(sum(content)).put(content).array();
	}

	/** The first whole record at or behind a place; empty when there is none. */
	static Optional<Frame> next(ByteBuffer bytes, int from) {
		for (int at = from; at <= bytes.limit() - HEAD; at++) {
			if (bytes.getInt(at) == MARK) {
				int length = bytes.getInt(at + Integer.BYTES);
				if (length > 0 && length <= MAX && length <= bytes.limit() - HEAD - at) {
					var content = new byte[length];
					bytes.get(at + HEAD, content);
					if (sum(content) == bytes.getInt(at + 2 * Integer.BYTES)) {
						var entry = Entry.decoded(content);
						if (entry.isPresent()) {
							return Optional.of(new Frame(at - from, at + HEAD + length, entry.get()));
						}
					}
				}
			}
		}
		return Optional.empty();
	}

	private static int sum(byte[] content) {
		var crc = new CRC32C();
		crc.update(content.length >>> 16);
		crc.update(content.length >>> 8);
		crc.update(content.length);
		crc.update(content);
		return (int) crc.getValue();
	}
}
