package org.fleetdesk.core.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The files of the audit log, one a month (UTC), private to the user. Several processes may append. */
final class AuditFiles implements AutoCloseable {

	private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyyMM").withZone(ZoneOffset.UTC);

	private final Path folder;
	private Path file;
	private FileChannel channel;
	/** Whether the file may end within a line. */
	private boolean ragged;

	AuditFiles(Path folder) {
		this.folder = folder;
	}

	static String month(Instant time) {
		return MONTH.format(time);
	}

	/** Appends a line by one write of the system, so that lines of several processes never mix. Not for threads that are interrupted: that would close the file. */
	synchronized void append(Instant time, byte[] line) throws IOException {
		Path wanted = folder.resolve(month(time) + ".log");
		if (channel == null || !wanted.equals(file)) {
			open(wanted);
		}
		var bytes = ByteBuffer.allocate(line.length + 2);
		if (ragged) {
			bytes.put((byte) '\n');
		}
		bytes.put(line).put((byte) '\n').flip();
		ragged = true;
		try {
			if (channel.write(bytes) < bytes.limit()) {
				throw new IOException("no space left on device");
			}
			ragged = false;
		} catch (IOException e) {
			close();
			throw e;
		}
	}

	private void open(Path wanted) throws IOException {
		close();
		boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
		if (!Files.isDirectory(folder)) {
			Files.createDirectories(folder, attributes(posix, "rwx------"));
		}
		try {
			Files.createFile(wanted, attributes(posix, "rw-------"));
		} catch (FileAlreadyExistsException e) {
			// by another process, or last time
		}
		try (var last = FileChannel.open(wanted)) {
			var end = ByteBuffer.allocate(1);
			ragged = last.size() > 0 && last.read(end, last.size() - 1) == 1 && end.get(0) != '\n';
		}
		channel = FileChannel.open(wanted, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
		file = wanted;
	}

	private static FileAttribute<?>[] attributes(boolean posix, String permissions) {
		return posix ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) } : new FileAttribute<?>[0];
	}

	@Override
	public synchronized void close() {
		try (var old = channel) {
			channel = null;
		} catch (IOException e) {
			// every line was handed to the system when it was written
		}
	}
}
