package org.fleetdesk.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that are either the old or the new ones, whenever the process or the machine dies. */
public final class AtomicFiles {

	private AtomicFiles() {
	}

	/**
	 * Replaces a file: temporary file in the same folder (readable by its owner only), fsync, rename, fsync of the folder.
	 *
	 * @throws IOException when the new content is not safely on disk; the old file is untouched then
	 */
	public static void write(Path file, byte[] content) throws IOException {
		Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName(), ".tmp", ownerOnly(file));
		try {
			try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
				var buffer = ByteBuffer.wrap(content);
				while (buffer.hasRemaining()) {
					channel.write(buffer);
				}
				channel.force(true);
			}
			moveDurably(temporary, file);
		} finally {
			Files.deleteIfExists(temporary);
		}
	}

	/** Renames a file whose content is already synced over another one of the same file system, and syncs the folder. */
	public static void moveDurably(Path from, Path to) throws IOException {
		Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		syncFolder(to.toAbsolutePath().getParent());
	}

	/** Writes a folder's entries to disk, where the system can do that. */
	public static void syncFolder(Path folder) throws IOException {
		if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			return;
		}
		try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	private static FileAttribute<?>[] ownerOnly(Path file) {
		return file.getFileSystem().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: new FileAttribute<?>[0];
	}
}
