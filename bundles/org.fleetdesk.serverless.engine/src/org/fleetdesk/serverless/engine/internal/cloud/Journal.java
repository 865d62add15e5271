package org.fleetdesk.serverless.engine.internal.cloud;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

import org.fleetdesk.files.AtomicFiles;

/**
 * A file to which lines are only added, each with its checksum before it. A line counts when it is whole; who wants it on disk waits in {@link #sync}, and everybody who waits at the
 * same time shares one write to the disk.
 */
final class Journal implements Closeable {

	private static final int CHECKSUM = 8;

	/**
	 * What a file holds.
	 *
	 * @param lines the contents of the whole lines
	 * @param end   where the first line begins that was cut off, or the file's length
	 */
	record Content(List<ByteBuffer> lines, long end) {
	}

	private final Path file;
	/** Not a channel: an interrupt of a thread that writes would close it for all. */
	private final RandomAccessFile lines;
	private final ReentrantLock syncing = new ReentrantLock();
	private volatile long written;
	private volatile long synced;
	private volatile IOException broken;

	private Journal(Path file, RandomAccessFile lines, long length) {
		this.file = file;
		this.lines = lines;
		written = length;
		synced = length;
	}

	/**
	 * Opens a journal to go on with; it is made when it is missing.
	 *
	 * @param length where to go on, as {@link #read} has said; what stands behind it is cut off
	 */
	static Journal open(Path file, long length) throws IOException {
		boolean isNew = !Files.exists(file);
		FileAttribute<?>[] owner = file.getFileSystem().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: new FileAttribute<?>[0];
		FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), owner).close();
		var lines = new RandomAccessFile(file.toFile(), "rw");
		try {
			if (lines.length() > length) {
				lines.setLength(length);
				lines.getFD().sync();
			}
			lines.seek(length);
			if (isNew) {
				AtomicFiles.syncFolder(file.toAbsolutePath().getParent());
			}
			return new Journal(file, lines, length);
		} catch (IOException e) {
			lines.close();
			throw e;
		}
	}

	/**
	 * Reads the whole lines of a file.
	 *
	 * @throws IOException when the file is damaged: there is a good line behind a bad one
	 */
	static Content read(Path file) throws IOException {
		byte[] all = Files.readAllBytes(file);
		var lines = new ArrayList<ByteBuffer>();
		int start = 0;
		long end = -1;
		while (start < all.length) {
			int newline = start;
			while (newline < all.length && all[newline] != '\n') {
				newline++;
			}
			boolean good = newline < all.length && newline - start > CHECKSUM && isGood(all, start, newline);
			if (good && end >= 0) {
				throw new IOException("The file " + file + " is damaged at byte " + end + "; restore it from a backup, or move the folder away to begin anew");
			}
			if (good) {
				lines.add(ByteBuffer.wrap(all, start + CHECKSUM + 1, newline - start - CHECKSUM - 1));
			} else if (end < 0) {
				end = start;
			}
			start = newline + 1;
		}
		return new Content(lines, end < 0 ? all.length : end);
	}

	private static boolean isGood(byte[] all, int start, int newline) {
		int sum = 0;
		for (int i = start; i < start + CHECKSUM; i++) {
			byte digit = all[i];
			if (!(digit >= '0' && digit <= '9' || digit >= 'a' && digit <= 'f')) {
				return false;
			}
			sum = sum << 4 | Character.digit(digit, 16);
		}
		return sum == (int) sum(all, start + CHECKSUM + 1, newline);
	}

	/** Writes a line as a file of lines has it. */
	static void write(OutputStream out, byte[] content) throws IOException {
		out.write(line(content));
	}

	private static byte[] line(byte[] content) {
		var line = ByteBuffer.allocate(content.length + CHECKSUM + 2);
		line.put(checksum(content, 0, content.length).getBytes(StandardCharsets.US_ASCII)).put((byte) ' ').put(content).put((byte) '\n');
		return line.array();
	}

	private static String checksum(byte[] bytes, int from, int to) {
		return String.format(Locale.ROOT, "%08x", sum(bytes, from, to));
	}

	private static long sum(byte[] bytes, int from, int to) {
		var crc = new CRC32C();
		crc.update(bytes, from, to - from);
		return crc.getValue();
	}

	/**
	 * Adds a line; from one thread at a time. A process that dies now loses it no more, a machine does.
	 *
	 * @return what to {@link #sync}
	 * @throws IOException when it is not in the file; nothing of it is
	 */
	long append(byte[] content) throws IOException {
		if (broken != null) {
			throw new IOException(broken.getMessage(), broken);
		}
		byte[] line = line(content);
		long start = written;
		try {
			lines.write(line);
		} catch (IOException e) {
			try {
				lines.setLength(start);
				lines.seek(start);
			} catch (IOException more) {
				broken = e; // half a line stands there; nothing may come behind it
				e.addSuppressed(more);
			}
			throw e;
		}
		written = start + line.length;
		return written;
	}

	/** How many bytes it has. */
	long length() {
		return written;
	}

	/** Returns when everything up to a place is on the disk. */
	void sync(long place) throws IOException {
		if (synced >= place) {
			return;
		}
		syncing.lock();
		try {
			if (synced < place) {
				if (broken != null) {
					throw new IOException(broken.getMessage(), broken);
				}
				long all = written;
				lines.getFD().sync();
				synced = all;
			}
		} catch (IOException e) {
			broken = e; // what the disk has after a failed sync nobody knows
			throw e;
		} finally {
			syncing.unlock();
		}
	}

	Path file() {
		return file;
	}

	/** Puts everything on the disk. */
	@Override
	public void close() throws IOException {
		try (lines) {
			if (broken == null) {
				sync(written);
			}
		}
	}
}
