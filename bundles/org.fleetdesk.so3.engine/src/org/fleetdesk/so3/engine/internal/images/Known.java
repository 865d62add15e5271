package org.fleetdesk.so3.engine.internal.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What is known about the content of a file as it was at a time.
 *
 * @param sha256  lower-case hexadecimal digits
 * @param comment what the client said when it imported the image; empty when nothing
 */
record Known(Stamp stamp, String sha256, ImageFacts facts, String comment) {

	/**
	 * What a file's content is recognised by without being read.
	 *
	 * @param inode tells files of the same size and time apart, where the file system has such numbers; else empty
	 */
	record Stamp(long size, String modified, String inode) {

		static Stamp of(BasicFileAttributes file) {
			return new Stamp(file.size(), file.lastModifiedTime().toInstant().toString(), file.fileKey() == null ? "" : file.fileKey().toString());
		}

		static Stamp of(Path file) throws IOException {
			return of(Files.readAttributes(file, BasicFileAttributes.class));
		}
	}

	Known {
		comment = comment == null ? "" : comment;
	}

	String id() {
		return StoredImage.ID + sha256;
	}
}
