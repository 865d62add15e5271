package org.fleetdesk.so3.original.engine;

import java.util.Set;
import java.util.function.Predicate;

/**
 * What sets the generations of the original engine apart, as far as a client notices.
 *
 * <p>Both answer what they do not know with status 200, number everything in short decimal ids, and tell a name from an id only in the body of an answer.
 */
public enum Generation {

	/** Of 2024: a container is a slot of the hypervisor, and its id is the slot's number. */
	V2("/mnt/ME", "me", "ME", "true"::equals),

	/** Of 2026: a table in the engine's memory, numbered from 0; a slot is taken only while a capsule runs. */
	V4("/mnt/capsules/image", "s3c", "S3C", all -> !Set.of("", "0", "false", "False").contains(all));

	private final String imageFolder;
	private final String logPrefix;
	private final String tag;
	private final Predicate<String> all;

	Generation(String imageFolder, String logPrefix, String tag, Predicate<String> all) {
		this.imageFolder = imageFolder;
		this.logPrefix = logPrefix;
		this.tag = tag;
		this.all = all;
	}

	/** Where images lie on the Smart Object. */
	public String imageFolder() {
		return imageFolder;
	}

	/** The file that the capsule in a slot writes to, below {@code /var/log/soo}. */
	public String logName(int number) {
		return logPrefix + "_" + number + ".log";
	}

	/** How a line of a capsule begins: {@code [ME:2]}. */
	String tag(int slot) {
		return "[" + tag + ":" + slot + "]";
	}

	/** Whether this value of the query parameter {@code all} also shows containers that do not run. */
	boolean all(String value) {
		return all.test(value);
	}

	/** Whether the answer to an empty list of containers is {@code null}. The list of images is {@code null} in both. */
	boolean nullWhenEmpty() {
		return this == V2;
	}

	/** Whether {@code create} wants the image's whole path and the name in the body; else the file's name without suffix, and the name in the query. */
	boolean createsByPath() {
		return this == V2;
	}

	/** Whether images are listed with a tag. */
	boolean tagsImages() {
		return this == V4;
	}

	/** Whether the number of lines of a log must be given. */
	boolean needsTail() {
		return this == V2;
	}

	/** Whether there are {@code /plugins}, and an inspection and a history of images (the latter being the list of all of them). */
	boolean laterRoutes() {
		return this == V4;
	}
}
