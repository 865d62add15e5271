package org.fleetdesk.gateways.engine.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.engine.internal.store.PrivateFolder;

/**
 * Files by the SHA-256 of their bytes, in a folder: {@code ab/abcdef…}. Each is there once, whole and synced, or not at all. What refers to them stands
 * elsewhere (the database), and is written in {@link #keep} so that no deletion comes between.
 */
public final class Blobs {

	private static final int BUFFER = 1 << 17;

	/** A file that was received; not yet kept. */
	public static final class Received implements AutoCloseable {

		private final Path file;
		private final String sha256;
		private final long size;

		private Received(Path file, String sha256, long size) {
			this.file = file;
			this.sha256 = sha256;
			this.size = size;
		}

		/** In lower case. */
		public String sha256() {
			return sha256;
		}

		public long size() {
			return size;
		}

		/** What was not kept is gone. */
		@Override
		public void close() throws IOException {
			Files.deleteIfExists(file);
		}
	}

	/** More was sent than is allowed. */
	public static final class TooLarge extends IOException {
		private static final long serialVersionUID = 1L;

		TooLarge(long limit) {
			super("The file is larger than " + limit + " bytes");
		}
	}

	/** Writes down what refers to a file. */
	@FunctionalInterface
	public interface Reference<T> {
		T write() throws IOException;
	}

	private final Path folder;
	private final Path incoming;
	/** Many may keep files at once; one that deletes is alone. */
	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	private Blobs(Path folder) {
		this.folder = folder;
		incoming = folder.resolve("incoming");
	}

	/** Opens a folder, or makes it; what a killed process left half received goes. */
	public static Blobs open(Path folder) throws IOException {
		var blobs = new Blobs(folder);
		PrivateFolder.make(folder);
		Files.createDirectories(blobs.incoming);
		try (var left = Files.newDirectoryStream(blobs.incoming)) {
			for (Path file : left) {
				Files.deleteIfExists(file);
			}
		}
		return blobs;
	}

	/**
	 * Reads a stream to its end, onto the disk.
	 *
	 * @param limit bytes that it may have
	 * @throws TooLarge    when it has more
	 * @throws IOException when it cannot be read to the end, or not be written
	 */
	public Received receive(InputStream in, long limit) throws IOException {
		Path file = incoming.resolve(UUID.randomUUID() + ".part");
		var digest = digest();
		long size = 0;
		try {
			try (var channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
					OutputStream out = Channels.newOutputStream(channel)) {
				var buffer = new byte[BUFFER];
				for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
					size += count;
					if (size > limit) {
						throw new TooLarge(limit);
					}
					digest.update(buffer, 0, count);
					out.write(buffer, 0, count);
				}
				channel.force(true);
			}
			return new Received(file, HexFormat.of().formatHex(digest.digest()), size);
		} catch (IOException | RuntimeException e) {
			Files.deleteIfExists(file);
			throw e;
		}
	}

	/** Keeps a received file and then writes down what refers to it. */
	public <T> T keep(Received received, Reference<T> reference) throws IOException {
		lock.readLock().lock();
		try {
			Path file = file(received.sha256());
			if (Files.notExists(file)) {
				if (Files.notExists(file.getParent())) {
					Files.createDirectories(file.getParent());
					AtomicFiles.syncFolder(folder);
				}
				AtomicFiles.moveDurably(received.file, file);
			}
			return reference.write();
		} finally {
			lock.readLock().unlock();
		}
	}

	/** The file of a digest. */
	public Path file(String sha256) {
		if (!sha256.matches("[0-9a-f]{64}")) {
			throw new IllegalArgumentException("\"" + sha256 + "\" is no SHA-256");
		}
		return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
	}

	/** Removes a file when nothing refers to it any more. @param referred asked while nothing is kept meanwhile */
	public void release(String sha256, Predicate<String> referred) throws IOException {
		lock.writeLock().lock();
		try {
			if (!referred.test(sha256)) {
				Path file = file(sha256);
				Files.deleteIfExists(file);
				Files.deleteIfExists(file.getParent());
			}
		} catch (DirectoryNotEmptyException e) {
			// others have the same beginning
		} finally {
			lock.writeLock().unlock();
		}
	}

	/** Removes files that nothing refers to, as a kill may leave them. */
	public void sweep(Predicate<String> referred) throws IOException {
		try (var files = Files.walk(folder, 2)) {
			for (Path file : (Iterable<Path>) files.filter(f -> f.getFileName().toString().matches("[0-9a-f]{64}"))::iterator) {
				release(file.getFileName().toString(), referred);
			}
		} catch (java.io.UncheckedIOException e) {
			if (!(e.getCause() instanceof NoSuchFileException)) {
				throw e.getCause();
			}
		}
	}

	private static MessageDigest digest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // every Java has it
		}
	}
}
