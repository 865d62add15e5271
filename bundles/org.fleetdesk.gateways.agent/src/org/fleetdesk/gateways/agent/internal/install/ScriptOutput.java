package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What {@code install.sh} prints, in a file to which it appends itself: a job that it leaves in the background holds nothing up, and it goes on when the agent is killed.
 * A script that prints without end does not fill the storage: beyond a limit the file is cut, and its beginning and its end are kept beside it.
 */
final class ScriptOutput {

	private static final long LONGEST = 4 << 20;
	/** How often what is written meanwhile is read before some of it may be lost. */
	private static final int ROUNDS = 20;

	private final Path file;
	private final Path head;
	private final Path tail;
	private final Path lost;
	private final int half;

	/** @param cap the most bytes that {@link #text} has */
	ScriptOutput(Path file, int cap) {
		this.file = file;
		head = file.resolveSibling(file.getFileName() + ".head");
		tail = file.resolveSibling(file.getFileName() + ".tail");
		lost = file.resolveSibling(file.getFileName() + ".lost");
		half = cap / 2;
	}

	/** To be called from time to time while the script runs. */
	void trim() throws IOException {
		if (!Files.exists(file) || Files.size(file) < LONGEST) {
			return;
		}
		try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			long earlier = lost() + (Files.exists(tail) ? Files.size(tail) : 0);
			if (!Files.exists(head)) {
				Files.write(head, read(channel, 0, half));
				earlier -= half;
			}
			for (int round = 1;; round++) {
				long size = channel.size();
				byte[] end = read(channel, size - half, half);
				Files.write(tail, end);
				Files.writeString(lost, Long.toString(earlier + size - end.length));
				if (channel.size() == size || round == ROUNDS) { // else its end may have been written meanwhile
					channel.truncate(0);
					return;
				}
			}
		}
	}

	private long lost() throws IOException {
		return Files.exists(lost) ? Long.parseLong(Files.readString(lost)) : 0;
	}

	private static byte[] read(FileChannel channel, long from, int count) throws IOException {
		var buffer = ByteBuffer.allocate(count);
		while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
			// until it is full
		}
		return Arrays.copyOf(buffer.array(), buffer.position());
	}

	/** All of it, or its beginning and its end. */
	String text() throws IOException {
		if (!Files.exists(file)) {
			return "";
		}
		try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
			long size = channel.size();
			if (!Files.exists(head)) {
				return size <= 2L * half ? text(read(channel, 0, (int) size)) : joined(read(channel, 0, half), size - 2L * half, read(channel, size - half, half));
			}
			byte[] now = read(channel, Math.max(0, size - half), (int) Math.min(size, half));
			byte[] before = Files.exists(tail) ? Files.readAllBytes(tail) : new byte[0];
			int kept = Math.min(before.length, half - now.length);
			byte[] end = Arrays.copyOf(Arrays.copyOfRange(before, before.length - kept, before.length), kept + now.length);
			System.arraycopy(now, 0, end, kept, now.length);
			return joined(Files.readAllBytes(head), lost() + before.length - kept + size - now.length, end);
		}
	}

	private static String joined(byte[] beginning, long left, byte[] end) {
		return left == 0 ? text(beginning) + text(end) : text(beginning) + "\n… %d bytes are left out …\n".formatted(left) + text(end);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}
}
