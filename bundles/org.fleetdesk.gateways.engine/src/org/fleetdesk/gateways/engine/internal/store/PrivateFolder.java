package org.fleetdesk.gateways.engine.internal.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders that only their owner may enter, where the file system knows owners. */
public final class PrivateFolder {

	private PrivateFolder() {
	}

	/** Makes a folder private, and makes it where it is missing. */
	public static void make(Path folder) throws IOException {
		Files.createDirectories(folder);
		if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null) {
			Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
		}
	}
}
