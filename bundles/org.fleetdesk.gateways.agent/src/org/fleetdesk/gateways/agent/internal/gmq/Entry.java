package org.fleetdesk.gateways.agent.internal.gmq;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A value of an alias at a time.
 *
 * @param seconds Unix time
 * @param alias   1 to {@link #MAX_ALIAS} bytes of UTF-8
 * @param value   up to {@link #MAX_VALUE} bytes of UTF-8
 */
record Entry(long seconds, String alias, String value) {

	static final int MAX_ALIAS = 256;
	/** What the cloud takes at once is more than this. */
	static final int MAX_VALUE = 64 << 10;
	private static final int HEAD = Long.BYTES + Short.BYTES;

	byte[] encoded() {
		byte[] name = alias.getBytes(StandardCharsets.UTF_8);
		byte[] text = value.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(HEAD + name.length + text.length).putLong(seconds).putShort((short) name.length).put(name).put(text).array();
	}

	/** Empty when the bytes are none of an entry. */
	static Optional<Entry> decoded(byte[] bytes) {
		if (bytes.length < HEAD) {
			return Optional.empty();
		}
		var buffer = ByteBuffer.wrap(bytes);
		long seconds = buffer.getLong();
		int name = buffer.getShort();
		if (name < 1 || name > bytes.length - HEAD) {
			return Optional.empty();
		}
		return Optional.of(new Entry(seconds, new String(bytes, HEAD, name, StandardCharsets.UTF_8), new String(bytes, HEAD + name, bytes.length - HEAD - name, StandardCharsets.UTF_8)));
	}
}
