package org.fleetdesk.gateways.model;

/**
 * How large an application package may be.
 *
 * @param packed    bytes of the file
 * @param unpacked  bytes of everything in it, headers and padding included
 * @param file      bytes of one member
 * @param members   how many files and folders
 * @param depth     of folders, 1 for a file at the top
 * @param path      bytes of one path
 * @param ratio     how many times larger unpacked than packed, beyond {@code freeBytes}
 * @param freeBytes unpacked bytes up to which the ratio does not count: a short text of blanks is no attack
 */
public record PackageLimits(long packed, long unpacked, long file, int members, int depth, int path, int ratio, long freeBytes) {

	private static final long MIB = 1 << 20;

	/** For gateways with little storage, and yet for applications that bring their own runtime. */
	public static final PackageLimits USUAL = new PackageLimits(256 * MIB, 1024 * MIB, 512 * MIB, 20_000, 32, 1024, 100, 10 * MIB);
}
