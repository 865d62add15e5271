package org.fleetdesk.so3.engine.internal.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * The log of a slot, {@code me_<slot>.log}, in the form that the original engine's syslog-ng gave it: {@code ISODATE HOST PROGRAM: [ME:<slot>] text}. The
 * date has nine decimals here and no two lines have the same. Successive guests of the slot share the file. Others may rotate or remove it.
 * No file is held open between two batches.
 */
public final class SlotLog {

	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnnxxx");

	private final Path file;
	private final int slot;
	private final String host;
	private final ZoneId zone = ZoneId.systemDefault();
	private long lastNanos;

	private SlotLog(Path file, int slot, String host) {
		this.file = file;
		this.slot = slot;
		this.host = host.replaceAll("[^!-~]", "_");
	}

	/**
	 * Opens {@code <folder>/me_<slot>.log} for its only writer; makes it, and its folder, when absent.
	 *
	 * @param host name of the Smart Object, as the lines are to give it
	 */
	public static SlotLog open(Path folder, int slot, String host) throws IOException {
		var log = new SlotLog(folder.resolve("me_" + slot + ".log"), slot, host);
		try (var file = log.file()) {
			log.recover(file);
		}
		return log;
	}

	private RandomAccessFile file() throws IOException {
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			return new RandomAccessFile(file.toFile(), "rw");
		} catch (FileAlreadyExistsException e) {
			throw new IOException("the log " + file + " cannot be made, because a file stands where its folder should be", e);
		}
	}

	/** Drops what a kill has cut off. */
	private void recover(RandomAccessFile writer) throws IOException {
		long end = Lines.endOfLastLine(writer);
		writer.setLength(end);
		if (end > 0) {
			long start = Lines.startOfLine(writer, end - 1);
			var line = new byte[(int) Math.min(64, end - start)];
			writer.seek(start);
			writer.readFully(line);
			lastNanos = Math.max(lastNanos, time(new String(line, StandardCharsets.ISO_8859_1)));
		}
	}

	/** A line that is not ours has no time. */
	private static long time(String line) {
		try {
			return LogQuery.nanos(OffsetDateTime.parse(line.split(" ", 2)[0]).toInstant());
		} catch (DateTimeParseException | ArithmeticException e) {
			return 0;
		}
	}

	int slot() {
		return slot;
	}

	/** Time of the last line, 0 when there is none. */
	synchronized long lastNanos() {
		return lastNanos;
	}

	/** Adds one line, as it is to stand in the file, to a batch. */
	void format(long nanos, String program, byte[] text, int length, ByteArrayOutputStream into) {
		Instant time = LogQuery.instant(nanos);
		var head = DATE.format(time.atZone(zone)) + " " + host + " " + program + ": [ME:" + slot + "] ";
		into.writeBytes(head.getBytes(StandardCharsets.UTF_8));
		into.write(text, 0, length);
		into.write('\n');
	}

	/** Appends a batch of lines; all of them or, on an error, none. */
	synchronized void append(ByteArrayOutputStream lines, long nanos) throws IOException {
		try (var writer = file()) {
			long end = writer.length();
			try {
				writer.seek(end);
				writer.write(lines.toByteArray());
			} catch (IOException e) {
				writer.setLength(end);
				throw e;
			}
		}
		lastNanos = nanos;
	}
}
