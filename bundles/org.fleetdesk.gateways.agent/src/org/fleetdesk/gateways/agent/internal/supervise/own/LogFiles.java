package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.fleetdesk.gateways.agent.internal.supervise.Faults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of programs. The programs append to them by themselves, so a log is rotated by copying it and cutting it to nothing: the programs go on at its new end. What a
 * program writes in the moment between the last copied byte and the cut is lost.
 */
final class LogFiles {

	private static final Logger LOG = LoggerFactory.getLogger("org.fleetdesk.gateways.supervisor");

	private static final Duration TROUBLED = Duration.ofMinutes(1);

	/**
	 * Of a log that could not be rotated, which was said.
	 *
	 * @param until nanoseconds of the clock, before which it is not tried again: its pieces are copied each time
	 * @param from  where the first piece begins that is in no copy yet
	 */
	private record Trouble(long until, long from) {
	}

	private final LongSupplier nanoTime;
	private final Map<Path, Trouble> troubled = new HashMap<>();

	/** @param nanoTime of the monotonic clock */
	LogFiles(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/** Rotates a log that has grown beyond its limit. In the pieces in which supervisord would have rotated it, when it grew by more than that since the last look. */
	synchronized void rotate(ProgramSettings.Log log) {
		if (log.file().isEmpty() || log.maxBytes() == 0) {
			return;
		}
		Path file = log.file().get();
		var trouble = troubled.get(file);
		if (trouble != null && trouble.until - nanoTime.getAsLong() > 0) {
			return; // it is looked at twice a second
		}
		Path copy = file.resolveSibling(file.getFileName() + ".rotating");
		long from = trouble == null ? 0 : trouble.from;
		try {
			if (!Files.isRegularFile(file) || Files.size(file) < log.maxBytes()) {
				troubled.remove(file);
				return;
			}
			try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
				long size = channel.size();
				from = from <= size ? from : 0; // somebody else cut it
				long pieces = (size - from + log.maxBytes() - 1) / log.maxBytes();
				from += Math.max(0, pieces - log.backups()) * log.maxBytes();
				while (from < size) {
					long end = from + log.maxBytes();
					copy(channel, from, end >= size ? Long.MAX_VALUE : end, copy);
					shift(file, log.backups());
					Files.move(copy, backup(file, 1), StandardCopyOption.REPLACE_EXISTING);
					from = end;
				}
				channel.truncate(0);
			}
			troubled.remove(file);
		} catch (IOException e) {
			if (trouble == null) {
				LOG.warn("The log {} cannot be rotated: {}", file, e.getMessage());
			}
			troubled.put(file, new Trouble(nanoTime.getAsLong() + (makeRoom(log, file, copy) ? 0 : TROUBLED.toNanos()), from));
		}
	}

	/** On a full disk the oldest copy goes, as it would soon, and without any the log itself when it has twice the size that it may have. @return whether there is more room now */
	private static boolean makeRoom(ProgramSettings.Log log, Path file, Path copy) {
		try {
			if (Files.isRegularFile(copy)) {
				Files.delete(copy);
			}
			long size = Files.size(file);
			if (Files.getFileStore(file).getUsableSpace() >= size) {
				return false;
			}
			for (int i = log.backups(); i >= 1; i--) {
				if (Files.deleteIfExists(backup(file, i))) {
					LOG.warn("There is no room to rotate the log {}: {} was removed", file, backup(file, i));
					return true;
				}
			}
			if (size >= 2 * log.maxBytes()) {
				try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
					channel.truncate(0);
				}
				LOG.warn("There is no room to rotate the log {}: it was emptied", file);
				return true;
			}
		} catch (IOException e) {
			LOG.debug("There is no room to be made for {}: {}", file, e.getMessage());
		}
		return false;
	}

	/** Copies up to a place, or to the end as it is when that is reached. */
	private static void copy(FileChannel from, long start, long end, Path to) throws IOException {
		try (var out = FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
			long at = start;
			while (at < end) {
				long count = from.transferTo(at, Math.min(1 << 20, end - at), out);
				if (count <= 0) {
					return;
				}
				at += count;
			}
		}
	}

	/** Makes place for the first copy; where there is a gap, as an attempt that failed leaves one, those after it stay. */
	private static void shift(Path file, int backups) throws IOException {
		int last = 1;
		while (last < backups && Files.exists(backup(file, last))) {
			last++;
		}
		for (int i = last - 1; i >= 1; i--) {
			Files.move(backup(file, i), backup(file, i + 1), StandardCopyOption.REPLACE_EXISTING);
		}
	}

	private static Path backup(Path file, int number) {
		return file.resolveSibling(file.getFileName() + "." + number);
	}

	/** Empties a log and removes the older ones. */
	synchronized void clear(ProgramSettings.Log log) {
		if (log.file().isEmpty() || !Files.isRegularFile(log.file().get())) {
			return;
		}
		try (var channel = FileChannel.open(log.file().get(), StandardOpenOption.WRITE)) {
			channel.truncate(0);
			troubled.remove(log.file().get());
			for (int i = 1; i <= log.backups(); i++) {
				Files.deleteIfExists(backup(log.file().get(), i));
			}
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/** @param offset from the end when it is negative; then the length must be 0 */
	static String read(ProgramSettings.Log log, int offset, int length) {
		Path file = existing(log).orElseThrow(() -> new Fault(Faults.NO_FILE, "NO_FILE: " + log.file().map(Path::toString).orElse("None")));
		if (length < 0 || offset < 0 && length != 0) {
			throw new Fault(3, "BAD_ARGUMENTS");
		}
		try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
			long size = channel.size();
			long from = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
			return piece(channel, from, offset < 0 || length == 0 ? size - from : Math.min(length, size - from));
		} catch (IOException e) {
			throw new Fault(Faults.FAILED, "FAILED");
		}
	}

	/** The last bytes; supervisord's three values: the text, the place where it ends, whether there was more than was asked for. */
	static List<Object> tail(ProgramSettings.Log log, int offset, int length) {
		var file = existing(log);
		if (file.isEmpty()) {
			return List.of("", 0, false);
		}
		try (var channel = FileChannel.open(file.get(), StandardOpenOption.READ)) {
			long size = channel.size();
			boolean overflow = size > (long) offset + length;
			long count = !overflow && offset >= size ? 0 : Math.min(Math.max(0, length), size);
			return List.of(piece(channel, size - count, count), (int) Math.min(size, Integer.MAX_VALUE), overflow);
		} catch (IOException e) {
			return List.of("", offset, false);
		}
	}

	private static String piece(FileChannel channel, long from, long count) throws IOException {
		var buffer = ByteBuffer.allocate((int) Math.min(count, 16 << 20));
		while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
			// until it is full, or the file was cut short
		}
		return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
	}

	private static Optional<Path> existing(ProgramSettings.Log log) {
		return log.file().filter(Files::isRegularFile);
	}
}
