package org.fleetdesk.core.internal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Replaces a file so that after a crash either the old or the new contents are there, whole. */
final class AtomicFile {

	private static final FileAttribute<?>[] NONE = {};

	private AtomicFile() {
	}

	/** Writes the file, private to the user, and returns when it is on disk. An interrupt does not cut it short. */
	static void write(Path file, byte[] contents) throws IOException {
		Path folder = file.toAbsolutePath().getParent();
		Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp", ownerOnly(folder, "rw-------"));
		try {
			// not a channel: an interrupt would close it
			try (var out = new FileOutputStream(temporary.toFile())) {
				out.write(contents);
				out.getFD().sync();
			}
			Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		} finally {
			Files.deleteIfExists(temporary);
		}
		syncFolder(folder);
	}

	/** Makes renames in a folder survive a power loss. */
	static void syncFolder(Path folder) throws IOException {
		if (!posix(folder)) {
			return; // Windows has no such call
		}
		boolean interrupted = false;
		while (true) {
			try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
				channel.force(true);
				break;
			} catch (ClosedByInterruptException e) {
				interrupted |= Thread.interrupted();
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Attributes for a new file or folder in a folder, where the file system knows permissions. */
	static FileAttribute<?>[] ownerOnly(Path folder, String permissions) throws IOException {
		return posix(folder) ? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)) } : NONE;
	}

	static boolean posix(Path path) throws IOException {
		return Files.getFileStore(path).supportsFileAttributeView("posix");
	}
}
