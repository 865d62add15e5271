package org.fleetdesk.so3.engine.internal.daemon;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonAlias;

/**
 * An image as a container holds it.
 *
 * @param id        {@code sha256:...}
 * @param name      as the user named it
 * @param file      name of the link to it, or of its copy, in the container's folder
 * @param size      of that file, in bytes
 * @param time      when that was last changed; both tell whether somebody changed it in place
 * @param runtime   {@code qemu} or {@code simulated}
 * @param why       why it is simulated, as a sentence; empty when it is not
 * @param spid      species id of a capsule, else empty
 * @param shortDesc a capsule's description of itself, else empty
 */
public record ImageVersion(@JsonAlias("imageId") String id, @JsonAlias("imageName") String name, String file, @JsonAlias("imageSize") long size,
		@JsonAlias("imageTime") Instant time, String runtime, String why, String spid, String shortDesc) {

	static final String FIRST_FILE = "image.itb";

	public ImageVersion {
		file = file == null ? FIRST_FILE : file;
		why = why == null ? "" : why;
	}

	/** The id as people write it. */
	String shortId() {
		return shortId(id);
	}

	static String shortId(String id) {
		return id.substring(0, Math.min(id.length(), "sha256:".length() + 12));
	}
}
