package org.fleetdesk.so3.model;

/**
 * Who a capsule (mobile entity) is: node {@code ME} of the device tree in its image.
 *
 * @param spid the species id in lower-case hexadecimal digits without prefix, 16 in genuine capsules; empty when missing
 * @param name {@code me_name}; empty when missing
 * @param shortDescription {@code me_shortdesc}; empty when missing
 */
public record Identity(String spid, String name, String shortDescription) {

	/** What the engine keeps of a name, in bytes. */
	public static final int MAX_NAME = 40;
	/** What the engine keeps of a description, in bytes. */
	public static final int MAX_SHORT_DESCRIPTION = 1024;
}
