package org.fleetdesk.so3.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A property of a device tree node. Device trees carry no types: the {@code as...} methods answer empty when the bytes do not fit the wanted type.
 *
 * @param value the raw bytes; a value of more than {@link #SMALL} bytes that was read from a file stays in the file
 */
public record FdtProperty(String name, Payload value) {

	/** Values up to this many bytes are held in memory. */
	public static final int SMALL = 64 * 1024;

	public static FdtProperty string(String name, String value) {
		return strings(name, List.of(value));
	}

	public static FdtProperty strings(String name, List<String> values) {
		return new FdtProperty(name, Payload.of((String.join("\0", values) + "\0").getBytes(StandardCharsets.UTF_8)));
	}

	/** A number in one cell of 32 bits, or in two when it does not fit. */
	public static FdtProperty number(String name, long value) {
		return new FdtProperty(name, Payload.of(value >>> 32 == 0 ? ByteBuffer.allocate(4).putInt((int) value).array()
				: ByteBuffer.allocate(8).putLong(value).array()));
	}

	public static FdtProperty bytes(String name, byte[] value) {
		return new FdtProperty(name, Payload.of(value));
	}

	/** The bytes when they are in memory. */
	public Optional<byte[]> asBytes() {
		return value instanceof Payload.Memory memory ? Optional.of(memory.bytes().clone()) : Optional.empty();
	}

	/** The value as one string, control characters replaced. */
	public Optional<String> asString() {
		return asStrings().filter(s -> s.size() == 1).map(List::getFirst);
	}

	/**
	 * The value as one or more strings, each with its closing zero byte. What cannot be shown safely (control characters, characters that reverse
	 * the direction of text, bytes that are no UTF-8) is replaced by U+FFFD: images come from anywhere.
	 */
	public Optional<List<String>> asStrings() {
		if (!(value instanceof Payload.Memory(byte[] bytes)) || bytes.length == 0 || bytes[bytes.length - 1] != 0) {
			return Optional.empty();
		}
		var strings = new ArrayList<String>();
		for (int from = 0, to = 0; to < bytes.length; to++) {
			if (bytes[to] == 0) {
				strings.add(harmless(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
				from = to + 1;
			}
		}
		return Optional.of(List.copyOf(strings));
	}

	/** The value as an unsigned number in one or two cells of 32 bits. One of more than 63 bits reads as negative. */
	public OptionalLong asNumber() {
		if (value instanceof Payload.Memory(byte[] bytes)) {
			return switch (bytes.length) {
				case 4 -> OptionalLong.of(Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt()));
				case 8 -> OptionalLong.of(ByteBuffer.wrap(bytes).getLong());
				default -> OptionalLong.empty();
			};
		}
		return OptionalLong.empty();
	}

	/** The bytes in lower-case hexadecimal digits. */
	public Optional<String> asHex() {
		return value instanceof Payload.Memory(byte[] bytes) ? Optional.of(HexFormat.of().formatHex(bytes)) : Optional.empty();
	}

	private static String harmless(String text) {
		return text.codePoints().map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.LINE_SEPARATOR
				|| Character.getType(c) == Character.PARAGRAPH_SEPARATOR ? 0xFFFD : c)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
	}
}
