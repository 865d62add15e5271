package org.fleetdesk.gateways.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

import org.fleetdesk.files.Finding;

/** Unpacks an application package by the same rules by which it is inspected. Links are never made, so that no path leads out of the folder. */
public final class PackageUnpacker {

	private static final String EXECUTABLE = "rwxr-xr-x";
	private static final String READABLE = "rw-r--r--";

	private final PackageLimits limits;

	public PackageUnpacker(PackageLimits limits) {
		this.limits = limits;
	}

	/**
	 * Unpacks into a folder that is empty and nobody else's. Files get mode 0755 when their owner may execute them, else 0644, folders 0755. When this fails,
	 * what is in the folder is of no use; the caller removes it.
	 *
	 * @param sha256 of the file as it was inspected
	 * @throws IOException when the file is another one than was inspected, has an error, or cannot be read or written; the message can be shown
	 */
	public void unpack(Path file, String sha256, Path folder) throws IOException {
		var findings = new Findings();
		String digest = new PackageReader(limits, findings).read(file, (member, data) -> write(member, data, folder));
		if (findings.hasError()) {
			Finding first = findings.sorted().getFirst();
			throw new IOException((first.where().isEmpty() ? "" : first.where() + ": ") + first.message());
		}
		if (!digest.equals(sha256)) {
			throw new IOException("The package is not the one that was checked: its SHA-256 is " + digest + " now.");
		}
	}

	private static void write(PackageMember member, InputStream data, Path folder) throws IOException {
		Path path = folder.resolve(member.path());
		OutputStream out;
		try {
			Files.createDirectories(member.directory() ? path : path.getParent());
			if (member.directory()) {
				return;
			}
			out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
		} catch (IOException e) {
			throw new PackageReader.StorageException(e);
		}
		try (out) {
			copy(data, out);
			Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(member.executable() ? EXECUTABLE : READABLE));
		}
	}

	private static void copy(InputStream data, OutputStream out) throws IOException {
		var buffer = new byte[1 << 16];
		for (int count = data.read(buffer); count >= 0; count = data.read(buffer)) {
			try {
				out.write(buffer, 0, count);
			} catch (IOException e) {
				throw new PackageReader.StorageException(e);
			}
		}
	}
}
