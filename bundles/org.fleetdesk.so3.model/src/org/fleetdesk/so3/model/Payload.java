package org.fleetdesk.so3.model;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.fleetdesk.files.AtomicFiles;

/** Bytes of known length that need not be in memory. Can be opened any number of times. */
public sealed interface Payload permits Payload.Memory, Payload.Slice {

	/** Length in bytes. */
	long size();

	/** A fresh stream over exactly {@link #size()} bytes, which ends early only when the file behind it was truncated meanwhile. */
	InputStream open() throws IOException;

	/** @param bytes copied */
	static Payload of(byte[] bytes) {
		return new Memory(bytes.clone());
	}

	/** A whole file, with the length that it has now. */
	static Payload of(Path file) throws IOException {
		return new Slice(file, 0, Files.size(file));
	}

	/**
	 * Writes all bytes.
	 *
	 * @throws EOFException the file behind it has become shorter
	 */
	default void copyTo(OutputStream out) throws IOException {
		try (var in = open()) {
			long copied = in.transferTo(out);
			if (copied != size()) {
				throw new EOFException("Only " + copied + " of " + size() + " bytes could be read: the file was changed meanwhile.");
			}
		}
	}

	/** Writes all bytes to a file that appears, or is replaced, only when it is complete and on disk. */
	default void copyTo(Path target) throws IOException {
		AtomicFiles.write(target, this::copyTo);
	}

	/** Bytes in memory. Make one with {@link Payload#of(byte[])}; the array is not to be changed. */
	record Memory(byte[] bytes) implements Payload {

		@Override
		public long size() {
			return bytes.length;
		}

		@Override
		public InputStream open() {
			return new ByteArrayInputStream(bytes);
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Memory memory && Arrays.equals(bytes, memory.bytes);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(bytes);
		}

		@Override
		public String toString() {
			return bytes.length + " bytes";
		}
	}

	/** Part of a file. */
	record Slice(Path file, long offset, long size) implements Payload {

		public Slice {
			if (offset < 0 || size < 0) {
				throw new IllegalArgumentException("offset " + offset + ", size " + size);
			}
		}

		@Override
		public InputStream open() throws IOException {
			return new SliceStream(file, offset, size);
		}
	}
}
