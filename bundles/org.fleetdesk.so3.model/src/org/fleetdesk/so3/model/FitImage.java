package org.fleetdesk.so3.model;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.fleetdesk.files.Severity;
import org.fleetdesk.files.Finding;

/**
 * An {@code .itb} file: a Flattened Image Tree as {@code mkimage} makes it, read and checked. Payloads stay in the file, so it must stay in place for as
 * long as they are used.
 *
 * @param file where it was read from
 * @param size of the file in bytes
 * @param description empty when missing
 * @param timestamp when it was built; empty when missing
 * @param kernel what is to be started: the default configuration's kernel, else the first capsule, else the first kernel
 * @param board what the device tree that belongs to the kernel says; empty when there is none that can be read
 * @param identity the capsule's identity from that device tree; empty when it has no {@code ME} node
 * @param findings the gravest first
 */
public record FitImage(Path file, long size, String description, Optional<Instant> timestamp, List<SubImage> images, List<Configuration> configurations,
		Optional<SubImage> kernel, Optional<Board> board, Optional<Identity> identity, List<Finding> findings) {

	/** The architecture of Smart Objects. */
	public static final String ARCH = "arm64";

	public FitImage {
		images = List.copyOf(images);
		configurations = List.copyOf(configurations);
		findings = List.copyOf(findings);
	}

	/** As {@link #read(Path, Progress)}. */
	public static FitImage read(Path file) throws IOException, FitException {
		return read(file, Progress.NONE);
	}

	/**
	 * Reads and checks an image, recomputing every hash. Takes time in proportion to the file and memory independent of it. An interrupt of the thread
	 * ends it at once with a {@link java.nio.channels.ClosedByInterruptException}.
	 *
	 * @param progress of the recomputing of hashes, in bytes
	 * @throws FitException the file is no FIT image, or so broken that nothing can be said about its parts
	 * @throws IOException the file cannot be read
	 */
	public static FitImage read(Path file, Progress progress) throws IOException, FitException {
		return new FitReader(file, progress, true).read();
	}

	/** Reads the description of an image in milliseconds, whatever its size: hashes are {@link Hash.State#UNCHECKED}. For files checked before. */
	public static FitImage readUnchecked(Path file) throws IOException, FitException {
		return new FitReader(file, Progress.NONE, false).read();
	}

	/**
	 * The SHA-256 of a file, lower-case hexadecimal digits. Ends at an interrupt like {@link #read(Path, Progress)}.
	 *
	 * @throws IOException it cannot be read, or was truncated meanwhile
	 */
	public static String sha256(Path file, Progress progress) throws IOException {
		var sums = new Sums(List.of(HashAlgorithm.SHA256));
		var payload = Payload.of(file);
		sums.add(payload, progress, 0, payload.size());
		return HexFormat.of().formatHex(sums.value(HashAlgorithm.SHA256));
	}

	/** Whether what it starts is a capsule, which needs the AVZ hypervisor and cannot run on a bare machine. */
	public boolean capsule() {
		return kernel.filter(SubImage::capsule).isPresent();
	}

	/** Whether nothing was found that forbids to deploy it. */
	public boolean deployable() {
		return findings.stream().noneMatch(f -> f.severity() == Severity.ERROR);
	}

	public Optional<SubImage> image(String name) {
		return images.stream().filter(i -> i.name().equals(name)).findFirst();
	}

	public Optional<Configuration> defaultConfiguration() {
		return configurations.stream().filter(Configuration::isDefault).findFirst();
	}

	/** The device tree that belongs to the kernel: the default configuration's, else the only or first one. */
	public Optional<SubImage> deviceTree() {
		return FitReader.deviceTree(images, configurations);
	}
}
