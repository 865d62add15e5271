package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;
import org.fleetdesk.gateways.agent.internal.install.Snapshot.Kind;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Copies of files as they were before an installation, with their modes and owners.
 *
 * @param files   what was copied
 * @param folders in which they were, the outer ones first
 * @param whole   false when there were more than are allowed to be copied
 */
record KeptFiles(List<Kept> files, List<Folder> folders, boolean whole) {

	static final KeptFiles NONE = new KeptFiles(List.of(), List.of(), true);

	private static final ObjectMapper JSON = new ObjectMapper();
	private static final String LIST = "files.json";
	private static final int MODES = 07777;
	private static final String RESTORED = ".gwe-restored";

	/**
	 * @param copy   name of the copy; empty for a link
	 * @param target of a link; empty for a file
	 * @param modified in milliseconds of the epoch
	 * @param inode  with the next two: how it was found, so that it is seen whether it was touched
	 */
	record Kept(String path, String copy, String target, String sha256, int mode, int owner, int group, long modified, long inode, long size, long changed) {

		/** Whether nobody has touched it since. */
		boolean untouched() {
			return Snapshot.entry(Path.of(path)).filter(e -> e.inode() == inode && e.size() == size && e.changed() == changed).isPresent();
		}
	}

	record Folder(String path, int mode, int owner, int group) {

		static Folder of(Path path) throws IOException {
			Map<String, Object> all = Files.readAttributes(path, "unix:mode,uid,gid");
			return new Folder(path.toString(), (Integer) all.get("mode") & MODES, (Integer) all.get("uid"), (Integer) all.get("gid"));
		}

		/** Makes it again where it is missing, with its mode and owner. */
		void restore() throws IOException {
			Path folder = Path.of(path);
			try {
				if (!Files.isDirectory(folder)) {
					Files.createDirectory(folder);
				}
				if (!of(folder).equals(this)) {
					Files.setAttribute(folder, "unix:uid", owner);
					Files.setAttribute(folder, "unix:gid", group);
					Files.setAttribute(folder, "unix:mode", mode);
				}
			} catch (IOException e) {
				throw new IOException(path + " cannot be put back: " + FileProblem.reason(e), e);
			}
		}
	}

	/**
	 * Copies what is there of some paths; everything is on the disk when this returns.
	 *
	 * @param paths the most important first
	 */
	static KeptFiles copy(Collection<Path> paths, Path folder, int most, long bytes) throws IOException {
		InstallFolder.fresh(folder);
		var files = new ArrayList<Kept>();
		boolean whole = true;
		long left = bytes;
		for (Path path : paths) {
			var entry = Snapshot.entry(path);
			if (entry.isEmpty() || entry.get().kind() != Kind.FILE && entry.get().kind() != Kind.LINK) {
				continue;
			}
			if (files.size() == most || entry.get().size() > left) {
				whole = false;
				continue;
			}
			left -= entry.get().size();
			files.add(copy(path, entry.get(), folder, Integer.toString(files.size())));
		}
		AtomicFiles.syncFolder(folder);
		var parents = new TreeSet<Path>();
		for (var file : files) {
			for (Path parent = Path.of(file.path()).getParent(); parent != null && parent.getNameCount() > 0; parent = parent.getParent()) {
				parents.add(parent);
			}
		}
		var folders = new ArrayList<Folder>();
		for (Path parent : parents) {
			folders.add(Folder.of(parent));
		}
		var kept = new KeptFiles(List.copyOf(files), List.copyOf(folders), whole);
		AtomicFiles.writePrivate(folder.resolve(LIST), JSON.writeValueAsBytes(kept));
		return kept;
	}

	static KeptFiles read(Path folder) throws IOException {
		return JSON.readValue(Files.readAllBytes(folder.resolve(LIST)), KeptFiles.class);
	}

	private static Kept copy(Path path, Snapshot.Entry entry, Path folder, String name) throws IOException {
		Map<String, Object> all = Files.readAttributes(path, "unix:mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
		boolean link = entry.kind() == Kind.LINK;
		String digest = "";
		if (!link) {
			digest = copy(path, folder.resolve(name));
		}
		return new Kept(path.toString(), link ? "" : name, link ? Files.readSymbolicLink(path).toString() : "", digest, (Integer) all.get("mode") & MODES, (Integer) all.get("uid"),
				(Integer) all.get("gid"), ((FileTime) all.get("lastModifiedTime")).toMillis(), entry.inode(), entry.size(), entry.changed());
	}

	/** @return the SHA-256 of what was copied */
	private static String copy(Path from, Path to) throws IOException {
		var digest = sha256();
		try (InputStream in = new DigestInputStream(Files.newInputStream(from), digest); var channel = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
			var buffer = new byte[1 << 16];
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				var bytes = ByteBuffer.wrap(buffer, 0, count);
				while (bytes.hasRemaining()) {
					channel.write(bytes);
				}
			}
			channel.force(true);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		} catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // every runtime has it
		}
	}

	/** What somebody has touched since. */
	List<Kept> touched() {
		return files.stream().filter(k -> !k.untouched()).toList();
	}

	/**
	 * Puts a file back, byte by byte, with mode, owner and time; what is there instead is replaced. A file that runs goes on with its old content.
	 *
	 * @throws IOException when it is not as it was; the message can be shown
	 */
	static void restore(Kept kept, Path folder) throws IOException {
		Path path = Path.of(kept.path());
		Path part = path.resolveSibling("." + path.getFileName() + RESTORED);
		try {
			Files.deleteIfExists(part);
			if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
				Files.delete(path); // what was put into it is gone by now
			}
			if (kept.copy().isEmpty()) {
				Files.createSymbolicLink(part, Path.of(kept.target()));
			} else {
				copy(folder.resolve(kept.copy()), part);
			}
			dress(kept, part);
			Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			AtomicFiles.syncFolder(path.getParent());
		} catch (IOException e) {
			Files.deleteIfExists(part);
			throw new IOException(kept.path() + " cannot be put back: " + FileProblem.reason(e), e);
		}
		verify(kept, path);
	}

	private static void dress(Kept kept, Path file) throws IOException {
		Files.setAttribute(file, "unix:uid", kept.owner(), LinkOption.NOFOLLOW_LINKS);
		Files.setAttribute(file, "unix:gid", kept.group(), LinkOption.NOFOLLOW_LINKS);
		if (!kept.copy().isEmpty()) {
			Files.setAttribute(file, "unix:mode", kept.mode(), LinkOption.NOFOLLOW_LINKS);
			Files.setLastModifiedTime(file, FileTime.from(kept.modified(), TimeUnit.MILLISECONDS));
		}
	}

	private static void verify(Kept kept, Path path) throws IOException {
		Map<String, Object> all = Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
		boolean same = all.get("uid").equals(kept.owner()) && all.get("gid").equals(kept.group()) && (kept.copy().isEmpty() ? Files.readSymbolicLink(path).toString().equals(kept.target())
				: ((Integer) all.get("mode") & MODES) == kept.mode() && digest(path).equals(kept.sha256()));
		if (!same) {
			throw new IOException(kept.path() + " was put back and is not as it was");
		}
	}

	private static String digest(Path path) throws IOException {
		var digest = sha256();
		try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
			in.transferTo(OutputStream.nullOutputStream());
		}
		return HexFormat.of().formatHex(digest.digest());
	}
}
