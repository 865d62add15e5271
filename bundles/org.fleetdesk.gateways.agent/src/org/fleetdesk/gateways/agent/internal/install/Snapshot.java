package org.fleetdesk.gateways.agent.internal.install;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.fleetdesk.files.AtomicFiles;

/**
 * What is in some folders. Nothing of a file's content is read: whoever writes to it, or changes its owner or mode, moves the time of its change ({@code ctime}), which no
 * program can set.
 *
 * @param entries by path
 * @param partial those folders of which there is more than was allowed to be looked at
 */
record Snapshot(Map<Path, Entry> entries, List<Path> partial) {

	enum Kind {
		FILE, LINK, FOLDER, OTHER
	}

	/** @param changed {@code ctime} in nanoseconds of the epoch; 0 for folders, which change with what is in them */
	record Entry(Kind kind, long inode, long size, long changed) {
	}

	/**
	 * @param skipped folders that are not looked into
	 * @param most    files and folders that are looked at in all; each folder gets an equal share of what those before it leave
	 */
	static Snapshot take(List<Path> roots, Predicate<Path> skipped, int most) throws IOException {
		var entries = new HashMap<Path, Entry>();
		var partial = new ArrayList<Path>();
		for (int i = 0; i < roots.size(); i++) {
			Path root = roots.get(i);
			int share = (most - entries.size()) / (roots.size() - i); // so that a large folder does not hide all that come after it
			if (Files.isDirectory(root) && !walk(root.toRealPath(), skipped, entries.size() + share, entries)) {
				partial.add(root.toRealPath());
			}
		}
		return new Snapshot(entries, List.copyOf(partial));
	}

	/** Whether what is not in it was not there. */
	boolean knows(Path path) {
		return partial.stream().noneMatch(path::startsWith);
	}

	private static boolean walk(Path root, Predicate<Path> skipped, int most, Map<Path, Entry> entries) throws IOException {
		var whole = new boolean[] { true };
		Files.walkFileTree(root, new SimpleFileVisitor<>() {
			@Override
			public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
				if (!folder.equals(root) && skipped.test(folder)) {
					return FileVisitResult.SKIP_SUBTREE;
				}
				return add(folder);
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				return add(file);
			}

			@Override
			public FileVisitResult visitFileFailed(Path file, IOException failure) {
				return FileVisitResult.CONTINUE; // gone meanwhile, or nobody's to see
			}

			@Override
			public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
				return FileVisitResult.CONTINUE;
			}

			private FileVisitResult add(Path path) {
				if (entries.size() >= most) {
					whole[0] = false;
					return FileVisitResult.TERMINATE;
				}
				entry(path).ifPresent(e -> entries.put(path, e));
				return FileVisitResult.CONTINUE;
			}
		});
		return whole[0];
	}

	/** Empty when there is nothing at a path. */
	static Optional<Entry> entry(Path path) {
		try {
			var all = Files.readAttributes(path, "unix:ino,size,ctime,isRegularFile,isDirectory,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
			boolean folder = (Boolean) all.get("isDirectory");
			Kind kind = folder ? Kind.FOLDER : (Boolean) all.get("isRegularFile") ? Kind.FILE : (Boolean) all.get("isSymbolicLink") ? Kind.LINK : Kind.OTHER;
			return Optional.of(new Entry(kind, (Long) all.get("ino"), folder ? 0 : (Long) all.get("size"), folder ? 0 : ((FileTime) all.get("ctime")).to(TimeUnit.NANOSECONDS)));
		} catch (IOException e) {
			return Optional.empty();
		}
	}

	/** Whether what is at a path, of whatever kind, was last changed at a time or after it. */
	static boolean isChangedSince(Path path, Instant time) {
		try {
			return !((FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant().isBefore(time);
		} catch (IOException e) {
			return false;
		}
	}

	/** Keeps it beyond the end of this process. */
	void write(Path file) throws IOException {
		AtomicFiles.writePrivate(file, out -> {
			var data = new DataOutputStream(new BufferedOutputStream(out));
			data.writeInt(partial.size());
			for (Path root : partial) {
				data.writeUTF(root.toString());
			}
			data.writeInt(entries.size());
			for (var e : entries.entrySet()) {
				data.writeUTF(e.getKey().toString());
				data.writeByte(e.getValue().kind().ordinal());
				data.writeLong(e.getValue().inode());
				data.writeLong(e.getValue().size());
				data.writeLong(e.getValue().changed());
			}
			data.flush();
		});
	}

	static Snapshot read(Path file) throws IOException {
		try (var data = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
			var partial = new ArrayList<Path>();
			for (int i = data.readInt(); i > 0; i--) {
				partial.add(Path.of(data.readUTF()));
			}
			int count = data.readInt();
			var entries = new HashMap<Path, Entry>();
			for (int i = 0; i < count; i++) {
				entries.put(Path.of(data.readUTF()), new Entry(Kind.values()[data.readByte()], data.readLong(), data.readLong(), data.readLong()));
			}
			return new Snapshot(entries, List.copyOf(partial));
		}
	}
}
