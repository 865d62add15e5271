package org.fleetdesk.so3.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One node under {@code /images}. Strings are empty when the property is missing.
 *
 * @param type {@code kernel}, {@code guest}, {@code ME}, {@code flat_dt}, {@code ramdisk}, {@code avz}, …
 * @param arch {@code arm64}, {@code arm}, …
 * @param compression {@code none}, {@code gzip}, …
 * @param load physical address to load to; unsigned
 * @param entry physical address to start at; unsigned
 * @param data the payload; empty when it is missing or lies outside of the file
 * @param external whether the payload stands behind the device tree ({@code mkimage -E})
 */
public record SubImage(String name, String description, String type, String arch, String os, String compression, OptionalLong load, OptionalLong entry,
		Optional<Payload> data, boolean external, List<Hash> hashes, List<Signature> signatures) {

	/** The types of a capsule: today's name and that of the first generation. */
	public static final Set<String> CAPSULE_TYPES = Set.of("guest", "ME");

	public SubImage {
		hashes = List.copyOf(hashes);
		signatures = List.copyOf(signatures);
	}

	public String path() {
		return "/images/" + name;
	}

	/** The payload's length in bytes; 0 when there is none. */
	public long size() {
		return data.map(Payload::size).orElse(0L);
	}

	/** Whether it is code to be started: a stand-alone kernel or a capsule. */
	public boolean executable() {
		return type.equals("kernel") || capsule();
	}

	/** Whether it needs the AVZ hypervisor. */
	public boolean capsule() {
		return CAPSULE_TYPES.contains(type);
	}
}
