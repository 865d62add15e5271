package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.agent.internal.install.Snapshot.Kind;

/**
 * Where the files go that a way back takes away: a folder with the time in its name, in which each has the path that it had. Nothing is deleted, as it may be somebody else's after
 * all; the folders of the last ways back are kept while there is room.
 */
final class Removed {

	private static final int KEPT = 3;
	private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss").withZone(ZoneId.systemDefault());
	private static final String NAME = "\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d(_\\d+)?";

	private final Path folder;

	private Removed(Path folder) {
		this.folder = folder;
	}

	/** Makes the folder of a way back. */
	static Removed begin(Path removed, Clock clock) throws IOException {
		Files.createDirectories(removed);
		String name = WHEN.format(clock.instant());
		Path folder = removed.resolve(name + next(removed, name));
		prune(removed, KEPT - 1, Files.getFileStore(removed).getUsableSpace()); // first, as the disk may be full
		return new Removed(InstallFolder.fresh(folder));
	}

	/** What makes a name of this second later than those of this second that are there. */
	private static String next(Path removed, String name) throws IOException {
		try (var all = Files.list(removed)) {
			int last = all.map(f -> f.getFileName().toString()).filter(n -> n.matches(name + "(_\\d{1,9})?")).mapToInt(n -> n.length() > name.length() ? Integer.parseInt(n.substring(name.length() + 1)) : 1)
					.max().orElse(0);
			return last == 0 ? "" : "_" + (last + 1);
		}
	}

	/** Deletes the oldest that are too many, or for which there is no room. */
	static void prune(Path removed) throws IOException {
		if (Files.exists(removed)) {
			prune(removed, KEPT, Files.getFileStore(removed).getUsableSpace());
		}
	}

	/** @param free in bytes; twice as much as the folders take is to be free, so that they do not fill a small storage */
	static void prune(Path removed, int most, long free) throws IOException {
		List<Path> all;
		try (var folders = Files.list(removed)) {
			all = folders.sorted(Comparator.reverseOrder()).toList(); // the last ones first
		}
		int kept = 0;
		long size = 0;
		long room = free;
		for (Path folder : all) {
			long own = size(folder);
			if (isDated(folder) && kept < most && 2 * (size + own) <= room) {
				kept++;
				size += own;
			} else { // also of earlier versions of the agent
				InstallFolder.delete(folder);
				room += own;
			}
		}
	}

	private static long size(Path folder) throws IOException {
		try (var files = Files.walk(folder)) {
			return files.mapToLong(f -> Snapshot.entry(f).filter(e -> e.kind() == Kind.FILE).map(Snapshot.Entry::size).orElse(0L)).sum();
		} catch (UncheckedIOException e) {
			throw e.getCause();
		}
	}

	private static boolean isDated(Path folder) {
		return folder.getFileName().toString().matches(NAME);
	}

	/** Moves a file or link there. */
	void take(Path path) throws IOException {
		Path target = folder.resolve(path.getRoot().relativize(path));
		Files.createDirectories(target.getParent());
		try (var parent = HeldFolder.open(path.getParent())) {
			Files.move(parent.resolve(path.getFileName()), target);
			AtomicFiles.syncFolder(parent.path());
		}
	}
}
