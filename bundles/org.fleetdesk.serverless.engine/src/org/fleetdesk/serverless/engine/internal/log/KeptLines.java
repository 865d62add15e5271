package org.fleetdesk.serverless.engine.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of a log as they were at one moment, the oldest first, whatever is appended or renamed meanwhile. A file is known by its first line, which says when
 * it was begun and has a random word, so that a place in it is found again when it has another name.
 */
final class KeptLines implements AutoCloseable {

	private static final int BLOCK = 64 << 10;
	private static final int NAME = 512;
	/** In front of a text, {@code I, [2023-08-28 18:31:34 #2724]  INFO -- : }, this is what differs in no line. */
	private static final byte[] MARK = " -- : ".getBytes(StandardCharsets.US_ASCII);
	/** The mark is not behind this. */
	private static final int FRONT = 80;

	/**
	 * A place at the beginning of a line, or at the end of all.
	 *
	 * @param file   by its first line
	 * @param offset in bytes
	 */
	record Position(String file, long offset) {

		private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-(\\d{1,15})");

		static Optional<Position> parse(String text) {
			var matcher = FORM.matcher(text);
			return matcher.matches() ? Optional.of(new Position(matcher.group(1), Long.parseLong(matcher.group(2)))) : Optional.empty();
		}

		@Override
		public String toString() {
			return file + "-" + offset;
		}
	}

	/** A line, without its end. */
	record Line(Position begin, String text) {
	}

	interface Visitor {
		/** @return whether to go on */
		boolean visit(Line line) throws IOException;
	}

	/** @param end behind the last whole line */
	private record Part(String id, FileChannel channel, long end) {
	}

	private final List<Part> parts = new ArrayList<>();

	/** @param channels the files, the oldest first; closed with this, also when it throws */
	KeptLines(List<FileChannel> channels) throws IOException {
		try {
			for (var channel : channels) {
				long end = end(channel);
				if (end > 0) {
					parts.add(new Part(id(channel), channel, end));
				} else {
					channel.close();
				}
			}
		} catch (IOException e) {
			for (var channel : channels) {
				channel.close();
			}
			throw e;
		}
	}

	private static long end(FileChannel channel) throws IOException {
		long size = channel.size();
		while (size > 0) {
			long from = Math.max(0, size - BLOCK);
			byte[] bytes = read(channel, from, (int) (size - from));
			for (int i = bytes.length - 1; i >= 0; i--) {
				if (bytes[i] == '\n') {
					return from + i + 1;
				}
			}
			size = from;
		}
		return 0;
	}

	private static String id(FileChannel channel) throws IOException {
		byte[] head = read(channel, 0, NAME);
		int length = 0;
		while (length < head.length && head[length] != '\n') {
			length++;
		}
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(head, length)), 0, 8);
		} catch (GeneralSecurityException e) {
			throw new IllegalStateException(e);
		}
	}

	/** @return as many bytes as there are */
	private static byte[] read(FileChannel channel, long from, int most) throws IOException {
		var buffer = ByteBuffer.allocate(most);
		while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
			// until it is full, or the file is at its end
		}
		return Arrays.copyOf(buffer.array(), buffer.position());
	}

	boolean isEmpty() {
		return parts.isEmpty();
	}

	Position beginning() {
		return isEmpty() ? new Position("", 0) : new Position(parts.getFirst().id, 0);
	}

	Position end() {
		return isEmpty() ? new Position("", 0) : new Position(parts.getLast().id, parts.getLast().end);
	}

	/** The place, if it is still there and a line begins at it. */
	Optional<Position> find(Position position) {
		return index(position.file) >= 0 && begins(parts.get(index(position.file)), position.offset) ? Optional.of(position) : Optional.empty();
	}

	private static boolean begins(Part part, long offset) {
		try {
			return offset == 0 || offset <= part.end && Arrays.equals(read(part.channel, offset - 1, 1), new byte[] { '\n' });
		} catch (IOException e) {
			return false;
		}
	}

	private int index(String file) {
		for (int i = parts.size() - 1; i >= 0; i--) {
			if (parts.get(i).id.equals(file)) {
				return i;
			}
		}
		return -1;
	}

	/**
	 * Goes through the lines whose text begins with a tag, in order.
	 *
	 * @param from included
	 * @param to   not included
	 * @return false when the visitor has ended it
	 */
	boolean walk(Position from, Position to, String tag, Visitor visitor) throws IOException {
		byte[] wanted = tag.getBytes(StandardCharsets.US_ASCII);
		int last = index(to.file);
		for (int i = Math.max(0, index(from.file)); i <= last; i++) {
			var part = parts.get(i);
			if (!walk(part, part.id.equals(from.file) ? from.offset : 0, i == last ? to.offset : part.end, wanted, visitor)) {
				return false;
			}
		}
		return true;
	}

	private static boolean walk(Part part, long from, long to, byte[] tag, Visitor visitor) throws IOException {
		byte[] block = new byte[0];
		long at = from; // where the block begins
		while (at < to) {
			block = read(part.channel, at, (int) Math.min(to - at, Math.max(BLOCK, block.length)));
			int begin = 0;
			for (int i = 0; i < block.length; i++) {
				if (block[i] == '\n') {
					if (tagged(block, begin, i, tag) && !visitor.visit(new Line(new Position(part.id, at + begin), new String(block, begin, i - begin, StandardCharsets.UTF_8)))) {
						return false;
					}
					begin = i + 1;
				}
			}
			if (begin == 0) {
				if (block.length == to - at || block.length == 0) {
					return true; // cut short behind our back
				}
				block = new byte[block.length * 2]; // a line that is longer than a block
			}
			at += begin;
		}
		return true;
	}

	private static boolean tagged(byte[] bytes, int from, int to, byte[] tag) {
		for (int i = from; i < from + FRONT && i + MARK.length + tag.length <= to; i++) {
			if (bytes[i] == ' ' && Arrays.equals(bytes, i, i + MARK.length, MARK, 0, MARK.length)) {
				return Arrays.equals(bytes, i + MARK.length, i + MARK.length + tag.length, tag, 0, tag.length);
			}
		}
		return false;
	}

	@Override
	public void close() throws IOException {
		for (var part : parts) {
			part.channel.close();
		}
	}
}
