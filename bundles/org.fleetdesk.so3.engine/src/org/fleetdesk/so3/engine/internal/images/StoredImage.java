package org.fleetdesk.so3.engine.internal.images;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * An image in the store. Files with the same content are one image with several names.
 *
 * @param id       {@code sha256:} and 64 hexadecimal digits, over the whole file
 * @param names    sorted, as users write them: {@code x} for {@code x:latest}, else {@code x:v2}; at least one
 * @param file     one of its files
 * @param size     in bytes
 * @param modified when the file was last changed
 * @param comment  what the client said when it imported the image; empty when nothing
 */
public record StoredImage(String id, List<String> names, Path file, long size, Instant modified, ImageFacts facts, String comment) {

	/** What ids begin with. */
	static final String ID = "sha256:";

	/** Names with their tags. */
	public List<String> references() {
		return names.stream().map(ImageName::reference).toList();
	}

	/** The id's first 12 digits. */
	public String shortId() {
		return id.substring(ID.length(), ID.length() + 12);
	}
}
