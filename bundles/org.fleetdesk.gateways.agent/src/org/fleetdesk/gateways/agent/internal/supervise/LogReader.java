package org.fleetdesk.gateways.agent.internal.supervise;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Reads pieces of a log that is written and rotated meanwhile. */
final class LogReader {

	/** A character has at most so many bytes in UTF-8. */
	private static final int CHARACTER = 4;

	private LogReader() {
	}

	/**
	 * @param offset in bytes; -1: the last {@code length} bytes
	 * @param length the most bytes, 1 or more
	 */
	static LogPiece read(Path file, long offset, int length) throws IOException {
		try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
			long size = channel.size();
			boolean rotated = offset > size;
			long from = offset < 0 ? Math.max(0, size - length) : rotated ? 0 : offset;
			var buffer = ByteBuffer.allocate((int) Math.min(length, size - from));
			while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
				// until it is full, or the file was cut short
			}
			byte[] bytes = Arrays.copyOf(buffer.array(), buffer.position());
			int begin = offset < 0 && from > 0 ? begin(bytes) : 0;
			int end = end(bytes);
			return new LogPiece(new String(bytes, begin, end - begin, StandardCharsets.UTF_8), from + end, rotated);
		}
	}

	/** Where the first whole character begins. */
	private static int begin(byte[] bytes) {
		int at = 0;
		while (at < Math.min(CHARACTER - 1, bytes.length) && (bytes[at] & 0xc0) == 0x80) {
			at++;
		}
		return at;
	}

	/** Where the last whole character ends; the half one comes with the next piece. */
	private static int end(byte[] bytes) {
		for (int back = 1; back < CHARACTER && back < bytes.length; back++) {
			int lead = bytes[bytes.length - back] & 0xff;
			if (lead < 0x80) {
				return bytes.length;
			}
			if (lead >= 0xc0) {
				int needs = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
				return needs > back ? bytes.length - back : bytes.length;
			}
		}
		return bytes.length;
	}
}
