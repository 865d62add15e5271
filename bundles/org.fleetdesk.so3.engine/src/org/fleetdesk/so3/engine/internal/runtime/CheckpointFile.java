package org.fleetdesk.so3.engine.internal.runtime;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

import org.fleetdesk.files.AtomicFiles;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * A guest's checkpoint as a file: one line of JSON ({@link Header}), the runtime's own content, and the SHA-256 of both (32 bytes).
 *
 * @param content where the content begins, in bytes
 * @param end     where it ends
 */
record CheckpointFile(Path file, Header header, long content, long end) {

	private static final JsonMapper JSON = new JsonMapper();
	private static final int VERSION = 1;
	private static final int DIGEST = 32;
	private static final int MAX_HEADER = 64 * 1024;
	private static final int BLOCK = 128 * 1024;

	/**
	 * What the content fits.
	 *
	 * @param fleetdeskCheckpoint version of the format
	 * @param runtime  that wrote it and can read it
	 * @param image    SHA-256 of the image that the guest was made of, in hexadecimal digits
	 * @param memory   of the machine, in MiB
	 * @param machine  QEMU's name of the machine with its version, such as {@code virt-7.2}; empty for other runtimes
	 * @param openLine what the guest had printed since its last line feed
	 */
	record Header(int fleetdeskCheckpoint, String runtime, String image, long memory, String machine, byte[] openLine) {

		Header(String runtime, String image, long memory, String machine, byte[] openLine) {
			this(VERSION, runtime, image, memory, machine, openLine);
		}

		private boolean whole() {
			return runtime != null && image != null && machine != null && openLine != null && openLine.length < LogRecords.MAX_TEXT;
		}
	}

	/** A checkpoint that is being written, beside the file that it is to become. Closing it without {@link #commit} leaves nothing. */
	static final class Draft implements Closeable {

		private final Path file;
		private final Path partial;
		private final FileChannel channel;
		private final MessageDigest digest = sha256();

		private Draft(Path file, FileChannel channel) {
			this.file = file;
			this.partial = partial(file);
			this.channel = channel;
		}

		/** Adds to the content. */
		void write(ByteBuffer bytes) throws IOException {
			digest.update(bytes.duplicate());
			put(bytes);
		}

		private void put(ByteBuffer bytes) throws IOException {
			while (bytes.hasRemaining()) {
				channel.write(bytes);
			}
		}

		/** The content is complete; the file is there and on disk on return. */
		void commit() throws IOException {
			put(ByteBuffer.wrap(digest.digest()));
			publish();
		}

		private void publish() throws IOException {
			channel.force(true);
			AtomicFiles.moveDurably(partial, file);
		}

		@Override
		public void close() throws IOException {
			try (channel) {
				Files.deleteIfExists(partial);
			}
		}
	}

	/** Begins a file that only its owner may read. */
	static Draft draft(Path file, Header header) throws IOException {
		var draft = draft(file);
		try {
			draft.write(ByteBuffer.wrap((JSON.writeValueAsString(header) + "\n").getBytes(StandardCharsets.US_ASCII)));
			return draft;
		} catch (IOException e) {
			draft.close();
			throw e;
		}
	}

	private static Draft draft(Path file) throws IOException {
		FileAttribute<?>[] attributes = file.getFileSystem().supportedFileAttributeViews().contains("posix")
				? new FileAttribute<?>[] { PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")) } : new FileAttribute<?>[0];
		return new Draft(file, FileChannel.open(partial(file),
				Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE), attributes));
	}

	/** The same checkpoint once more. */
	static void copy(Path from, Path file) throws IOException {
		try (var source = FileChannel.open(from); var draft = draft(file)) {
			for (long at = 0; at < source.size(); ) {
				at += source.transferTo(at, source.size() - at, draft.channel);
			}
			draft.publish();
		}
	}

	/** @throws GuestException when there is something of this name */
	static void demandAbsent(Path file) throws GuestException {
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			throw new GuestException("The checkpoint " + file + " exists already. Give another name or remove it.");
		}
	}

	/** What a {@code kill -9} in the middle of the writing leaves. */
	static Path partial(Path file) {
		return file.resolveSibling("." + file.getFileName() + ".part");
	}

	/**
	 * Opens a file after a look at every byte of it.
	 *
	 * @param runtime that is to read it
	 * @throws GuestException when it is damaged, of another runtime, or of a guest that was made of another image
	 */
	static CheckpointFile check(Path file, String runtime, GuestSpec spec) throws IOException, GuestException {
		try (var channel = FileChannel.open(file)) {
			var start = ByteBuffer.allocate((int) Math.min(MAX_HEADER, channel.size()));
			while (start.hasRemaining() && channel.read(start) >= 0) {
				// as much as there is
			}
			var checkpoint = parse(file, new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1), channel.size());
			var stored = ByteBuffer.allocate(DIGEST);
			channel.read(stored, checkpoint.end());
			if (!Arrays.equals(stored.array(), digest(channel, checkpoint.end()))) {
				throw new GuestException("The checkpoint " + file.getFileName() + " is damaged: its content does not match its digest. Take another one.");
			}
			checkpoint.demand(runtime, spec);
			return checkpoint;
		}
	}

	private static CheckpointFile parse(Path file, String start, long size) throws GuestException {
		int line = start.indexOf('\n');
		try {
			var json = line < 0 ? null : JSON.readTree(start.substring(0, line));
			int version = json == null ? 0 : json.path("fleetdeskCheckpoint").asInt();
			if (version > VERSION) {
				throw new GuestException("The checkpoint " + file.getFileName() + " was written by a newer Fleetdesk (format " + version
						+ ", this one reads up to " + VERSION + "). Use that version.");
			}
			var header = version < 1 ? null : JSON.treeToValue(json, Header.class);
			if (header == null || !header.whole() || size - DIGEST < line + 1) {
				throw new GuestException("The file " + file.getFileName() + " is damaged or no checkpoint. Take another one.");
			}
			return new CheckpointFile(file, header, line + 1, size - DIGEST);
		} catch (JsonProcessingException e) {
			throw new GuestException("The file " + file.getFileName() + " is damaged or no checkpoint. Take another one.", e);
		}
	}

	private void demand(String runtime, GuestSpec spec) throws IOException, GuestException {
		if (!header.runtime().equals(runtime)) {
			throw new GuestException("The checkpoint " + file.getFileName() + " is of a guest of the runtime " + header.runtime() + ", and container "
					+ spec.containerId() + " has the runtime " + runtime + ". Restore it where the same runtime runs the image.");
		}
		if (!header.image().equals(digest(spec.image()))) {
			throw new GuestException("The checkpoint " + file.getFileName() + " is of a guest of another image than the one of container " + spec.containerId()
					+ ". Restore it into a container of the same image.");
		}
	}

	/** The SHA-256 of a whole file, in hexadecimal digits. */
	static String digest(Path file) throws IOException {
		try (var channel = FileChannel.open(file)) {
			return HexFormat.of().formatHex(digest(channel, channel.size()));
		}
	}

	private static byte[] digest(FileChannel channel, long end) throws IOException {
		var digest = sha256();
		var block = ByteBuffer.allocate(BLOCK);
		for (long at = 0; at < end; ) {
			block.clear().limit((int) Math.min(BLOCK, end - at));
			int read = channel.read(block, at);
			if (read <= 0) {
				throw new IOException("the file was cut off while it was read");
			}
			at += read;
			digest.update(block.flip());
		}
		return digest.digest();
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // every Java has it
		}
	}

	/** Takes a piece of the content; must use up all of it. */
	interface Taker {
		void take(ByteBuffer piece) throws IOException, GuestException, InterruptedException;
	}

	/** Gives the content, piece by piece. */
	void read(Taker taker) throws IOException, GuestException, InterruptedException {
		try (var channel = FileChannel.open(file)) {
			var block = ByteBuffer.allocate(BLOCK);
			for (long at = content; at < end; at += block.limit()) {
				block.clear().limit((int) Math.min(BLOCK, end - at));
				if (channel.read(block, at) <= 0) {
					throw new IOException("the file " + file + " was cut off while it was read");
				}
				taker.take(block.flip());
			}
		}
	}
}
