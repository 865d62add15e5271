package org.fleetdesk.so3.engine.internal.images;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * An image in the store. Files with the same content are one image with several names.
 *
 * @param id       {@code sha256:} and 64 hexadecimal digits, over the whole file
 * @param names    sorted, without suffix and tag; at least one
 * @param file     one of its files
 * @param size     in bytes
 * @param modified when the file was last changed
 */
public record StoredImage(String id, List<String> names, Path file, long size, Instant modified, ImageFacts facts) {

	public List<String> references() {
		return names.stream().map(ImageName::reference).toList();
	}
}
