package org.fleetdesk.so3.model;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * A flattened device tree ("FDT", "dtb"; Devicetree Specification 0.4, chapter 5). FIT images are device trees too.
 *
 * @param totalSize the length in bytes that the header states; 0 when the tree was not read
 * @param bootCpu physical id of the boot CPU, nearly always 0
 */
public record DeviceTree(FdtNode root, List<Reservation> reservations, long totalSize, int bootCpu) {

	/** Memory that the booted program must leave alone: address and length in bytes, both unsigned. */
	public record Reservation(long address, long size) {
	}

	public DeviceTree {
		reservations = List.copyOf(reservations);
	}

	public DeviceTree(FdtNode root) {
		this(root, List.of(), 0, 0);
	}

	/**
	 * Reads a tree in memory; the buffer's position stays.
	 *
	 * @throws FitException it is no device tree, or one that breaks the format or is unreasonably large or deep
	 */
	public static DeviceTree read(ByteBuffer bytes) throws FitException {
		try {
			return new FdtReader(ByteSource.of(bytes)).read();
		} catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/** Reads a tree from a file; values of more than {@link FdtProperty#SMALL} bytes stay in the file. What follows the tree is ignored. */
	public static DeviceTree read(Path file) throws IOException, FitException {
		try (var source = ByteSource.of(file)) {
			return new FdtReader(source).read();
		}
	}

	/**
	 * Writes the tree as version 17; large values are streamed. Not buffered, not closed.
	 *
	 * @throws IllegalArgumentException the tree would have 2 GiB or more, which common readers refuse
	 */
	public void write(OutputStream out) throws IOException {
		new FdtWriter(this).write(out);
	}

	/** How many bytes {@link #write} makes. */
	public long writtenSize() {
		return new FdtWriter(this).totalSize();
	}
}
