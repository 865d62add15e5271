package org.fleetdesk.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Files that are either the old or the new ones, whenever the process or the machine dies. */
public final class AtomicFiles {

	private static final FileAttribute<?>[] NONE = {};

	private AtomicFiles() {
	}

	/** Writes a file's content. */
	@FunctionalInterface
	public interface Content {

		/** @param out buffered; left open */
		void writeTo(OutputStream out) throws IOException;
	}

	/**
	 * Replaces a file that others may read as the user's umask says: temporary file in the same folder, fsync, rename, fsync of the folder.
	 *
	 * @throws IOException when the new content is not safely on disk; the old file is untouched then, and nothing half-written stays
	 */
	public static void write(Path file, Content content) throws IOException {
		write(file, content, NONE);
	}

	/** Replaces a file that only its owner may read (0600); as {@link #write}. */
	public static void writePrivate(Path file, byte[] content) throws IOException {
		writePrivate(file, out -> out.write(content));
	}

	/** As {@link #writePrivate(Path, byte[])}, with content of any length. */
	public static void writePrivate(Path file, Content content) throws IOException {
		write(file, content, posix(file)
				? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) }
				: NONE);
	}

	private static void write(Path file, Content content, FileAttribute<?>[] attributes) throws IOException {
		Path partial = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
		try {
			try (var channel = FileChannel.open(partial, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
					var out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 17)) {
				content.writeTo(out);
				out.flush();
				channel.force(true);
			}
			moveDurably(partial, file);
		} catch (NoSuchFileException e) { // told of what the user named, not of the temporary file
			throw told(e, partial, new NoSuchFileException(String.valueOf(file.getParent())));
		} catch (AccessDeniedException e) {
			throw told(e, partial, new AccessDeniedException(file.toString()));
		} finally {
			Files.deleteIfExists(partial);
		}
	}

	private static FileSystemException told(FileSystemException failure, Path partial, FileSystemException instead) {
		if (!partial.toString().equals(failure.getFile())) {
			return failure;
		}
		instead.initCause(failure);
		return instead;
	}

	/** Renames a file whose content is already synced over another one of the same file system, and syncs the folder. */
	public static void moveDurably(Path from, Path to) throws IOException {
		Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		syncFolder(to.toAbsolutePath().getParent());
	}

	/** Writes a folder's entries to disk, where the system can do that. */
	public static void syncFolder(Path folder) throws IOException {
		if (posix(folder)) {
			try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
				channel.force(true);
			}
		}
	}

	private static boolean posix(Path file) {
		return file.getFileSystem().supportedFileAttributeViews().contains("posix");
	}
}
