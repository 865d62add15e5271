package org.fleetdesk.so3.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * A sub-image to be packed. Empty strings are left out.
 *
 * @param name of the node: letters, digits and {@code ,._+-@}
 * @param load physical address, unsigned
 * @param entry physical address, unsigned
 */
public record ImageSpec(String name, String description, String type, String arch, String os, String compression, OptionalLong load, OptionalLong entry,
		Payload data, List<HashAlgorithm> hashes) {

	public ImageSpec {
		if (!name.matches("[A-Za-z0-9,._+@-]{1,255}")) {
			throw new IllegalArgumentException("A node cannot be named \"" + name + "\".");
		}
		hashes = List.copyOf(hashes);
	}

	/** A stand-alone kernel for arm64, loaded to and started at one address, with a sha256. */
	public static ImageSpec kernel(String name, String description, long address, Payload data) {
		return new ImageSpec(name, description, "kernel", FitImage.ARCH, "linux", "none", OptionalLong.of(address), OptionalLong.of(address), data,
				List.of(HashAlgorithm.SHA256));
	}

	/** A device tree for arm64 with a sha256. */
	public static ImageSpec deviceTree(String name, String description, Payload data) {
		return new ImageSpec(name, description, "flat_dt", FitImage.ARCH, "", "none", OptionalLong.empty(), OptionalLong.empty(), data,
				List.of(HashAlgorithm.SHA256));
	}

	/** The same with another type, such as {@code guest}. */
	public ImageSpec withType(String other) {
		return new ImageSpec(name, description, other, arch, os, compression, load, entry, data, hashes);
	}

	/** The same with these hashes. */
	public ImageSpec withHashes(HashAlgorithm... others) {
		return new ImageSpec(name, description, type, arch, os, compression, load, entry, data, List.of(others));
	}
}
