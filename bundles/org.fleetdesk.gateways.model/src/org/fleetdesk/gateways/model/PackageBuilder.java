package org.fleetdesk.gateways.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.fleetdesk.files.AtomicFiles;

/**
 * Packs applications. The same files make the same bytes, whoever packs them: sorted, root's, with mode 0755 when their owner may execute them and 0644 else.
 */
public final class PackageBuilder {

	private PackageBuilder() {
	}

	/**
	 * All files below a folder, by their paths in the archive.
	 *
	 * @throws IOException when the folder cannot be read, or holds something that no package has, such as a link; the message names it
	 */
	public static SortedMap<String, Path> filesIn(Path folder) throws IOException {
		var files = new TreeMap<String, Path>();
		try (var all = Files.walk(folder)) {
			for (Path path : all.sorted().toList()) {
				if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
					continue;
				}
				if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
					throw new IOException(path + " is a link or a special file, which a package cannot have; put a copy there, or let install.sh make it");
				}
				files.put(folder.relativize(path).toString(), path);
			}
		}
		return files;
	}

	/**
	 * Packs files into {@code NAME.vVERSION.tar.gz}, which is there whole or not at all; one of this name is replaced.
	 *
	 * @param files  by their paths in the archive
	 * @param folder where the package is put
	 * @return the package; it is not inspected yet
	 */
	public static Path build(PackageName name, SortedMap<String, Path> files, Path folder) throws IOException {
		Path file = folder.resolve(name.fileName());
		AtomicFiles.write(file, out -> pack(files, out));
		return file;
	}

	private static void pack(SortedMap<String, Path> files, OutputStream out) throws IOException {
		var gzip = new GZIPOutputStream(out);
		var tar = new TarArchiveOutputStream(gzip, "UTF-8");
		tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
		tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
		tar.setAddPaxHeadersForNonAsciiNames(true);
		for (Map.Entry<String, Path> file : files.entrySet()) {
			var entry = new TarArchiveEntry(file.getKey());
			entry.setSize(Files.size(file.getValue()));
			entry.setModTime(Files.getLastModifiedTime(file.getValue()).toMillis() / 1000 * 1000);
			entry.setMode(Files.isExecutable(file.getValue()) ? 0755 : 0644);
			entry.setIds(0, 0);
			entry.setNames("root", "root");
			tar.putArchiveEntry(entry);
			Files.copy(file.getValue(), tar);
			tar.closeArchiveEntry();
		}
		tar.finish();
		gzip.finish();
	}
}
