package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
	/** Short, as the name of what is restored may be as long as names can be. */
	private static final Path RESTORED = Path.of(".gwe-restored");
	private static final FileAttribute<?> OURS = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

	/**
	 * @param copy   name of the copy; empty for a link
	 * @param target of a link; empty for a file
	 * @param modified in milliseconds of the epoch
	 * @param attributes extended ones, with access control lists; none of links
	 * @param inode  with the next two: how it was found, so that it is seen whether it was touched
	 */
	record Kept(String path, String copy, String target, String sha256, int mode, int owner, int group, Map<String, String> attributes, long modified, long inode, long size,
			long changed) {

		Kept {
			attributes = attributes == null ? Map.of() : attributes; // of an earlier version of the agent
		}

		/** Whether nobody has touched it since. One that is elsewhere now, behind a link that stands for its folder, was. */
		boolean untouched() {
			Path real = Path.of(path);
			try (var parent = HeldFolder.open(real.getParent())) {
				return Snapshot.entry(parent.resolve(real.getFileName())).filter(e -> e.inode() == inode && e.size() == size && e.changed() == changed).isPresent();
			} catch (IOException e) {
				return false;
			}
		}
	}

	record Folder(String path, int mode, int owner, int group) {

		static Folder of(Path path) throws IOException {
			Map<String, Object> all = Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
			return new Folder(path.toString(), (Integer) all.get("mode") & MODES, (Integer) all.get("uid"), (Integer) all.get("gid"));
		}

		/** Makes it again where it is missing, with its mode and owner. */
		void restore() throws IOException {
			Path real = Path.of(path);
			try (var parent = HeldFolder.open(real.getParent())) {
				Path folder = parent.resolve(real.getFileName());
				if (Files.isSymbolicLink(folder)) { // what it leads to is not what was there
					Files.delete(folder);
				}
				if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
					Files.createDirectory(folder);
				}
				var now = of(folder);
				if (now.mode != mode || now.owner != owner || now.group != group) {
					Files.setAttribute(folder, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
					Files.setAttribute(folder, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
					Files.setAttribute(folder, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
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
		for (Path path : real(paths)) {
			try (var parent = HeldFolder.open(path.getParent())) {
				var entry = Snapshot.entry(parent.resolve(path.getFileName()));
				if (entry.isEmpty() || entry.get().kind() != Kind.FILE && entry.get().kind() != Kind.LINK) {
					continue;
				}
				if (files.size() == most || entry.get().size() > left) {
					whole = false;
					continue;
				}
				left -= entry.get().size();
				files.add(copy(path, parent.resolve(path.getFileName()), entry.get(), folder, Integer.toString(files.size())));
			} catch (HeldFolder.NotHeldException e) {
				whole = false; // somebody has just replaced its folder
			}
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
			try {
				folders.add(Folder.of(parent));
			} catch (NoSuchFileException e) {
				whole = false; // somebody has just removed it
			}
		}
		var kept = new KeptFiles(List.copyOf(files), List.copyOf(folders), whole);
		AtomicFiles.writePrivate(folder.resolve(LIST), JSON.writeValueAsBytes(kept));
		return kept;
	}

	/** Without links in the folders. */
	private static Set<Path> real(Collection<Path> paths) {
		var real = new LinkedHashSet<Path>();
		for (Path path : paths) {
			try {
				real.add(path.getParent().toRealPath().resolve(path.getFileName()));
			} catch (IOException e) {
				// it is not there
			}
		}
		return real;
	}

	static KeptFiles read(Path folder) throws IOException {
		return JSON.readValue(Files.readAllBytes(folder.resolve(LIST)), KeptFiles.class);
	}

	/** @param held the same file, by its held folder */
	private static Kept copy(Path path, Path held, Snapshot.Entry entry, Path folder, String name) throws IOException {
		Map<String, Object> all = Files.readAttributes(held, "unix:mode,uid,gid,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
		boolean link = entry.kind() == Kind.LINK;
		String digest = "";
		if (!link) {
			digest = copy(held, folder.resolve(name));
		}
		return new Kept(path.toString(), link ? "" : name, link ? Files.readSymbolicLink(held).toString() : "", digest, (Integer) all.get("mode") & MODES, (Integer) all.get("uid"),
				(Integer) all.get("gid"), link ? Map.of() : ExtendedAttributes.of(held), ((FileTime) all.get("lastModifiedTime")).toMillis(), entry.inode(), entry.size(), entry.changed());
	}

	/** @return the SHA-256 of what was copied */
	private static String copy(Path from, Path to) throws IOException {
		var digest = sha256();
		try (InputStream in = new DigestInputStream(Files.newInputStream(from, LinkOption.NOFOLLOW_LINKS), digest);
				var channel = FileChannel.open(to, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OURS)) { // until it has its owner and mode
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
	 * @return a sentence on extended attributes that could not be put back; all else was
	 * @throws IOException when it is not as it was; the message can be shown
	 */
	static Optional<String> restore(Kept kept, Path folder) throws IOException {
		Path real = Path.of(kept.path());
		try (var parent = HeldFolder.open(real.getParent())) {
			var missing = restore(kept, folder, parent, real.getFileName());
			return missing.isEmpty() ? Optional.empty() : Optional.of(kept.path() + " is there again without what could not be put back of its attributes: " + String.join(", ", missing) + ".");
		} catch (IOException e) {
			throw new IOException(kept.path() + " cannot be put back: " + FileProblem.reason(e), e);
		}
	}

	/** @return the names of attributes that could not be put back */
	private static Set<String> restore(Kept kept, Path folder, HeldFolder parent, Path name) throws IOException {
		Set<String> missing;
		Path path = parent.resolve(name);
		Path part = parent.resolve(RESTORED);
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
			missing = dress(kept, part);
			Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
			AtomicFiles.syncFolder(parent.path());
		} finally {
			Files.deleteIfExists(part);
		}
		verify(kept, path, missing);
		return missing;
	}

	private static Set<String> dress(Kept kept, Path file) throws IOException {
		Files.setAttribute(file, "unix:uid", kept.owner(), LinkOption.NOFOLLOW_LINKS);
		Files.setAttribute(file, "unix:gid", kept.group(), LinkOption.NOFOLLOW_LINKS);
		Set<String> missing = Set.of();
		if (!kept.copy().isEmpty()) {
			missing = ExtendedAttributes.set(file, kept.attributes());
			Files.setAttribute(file, "unix:mode", kept.mode(), LinkOption.NOFOLLOW_LINKS);
			Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setTimes(FileTime.from(kept.modified(), TimeUnit.MILLISECONDS), null, null);
		}
		return missing;
	}

	private static void verify(Kept kept, Path path, Set<String> missing) throws IOException {
		Map<String, Object> all = Files.readAttributes(path, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
		boolean same = all.get("uid").equals(kept.owner()) && all.get("gid").equals(kept.group()) && (kept.copy().isEmpty() ? Files.readSymbolicLink(path).toString().equals(kept.target())
				: ((Integer) all.get("mode") & MODES) == kept.mode() && ExtendedAttributes.differing(path, kept.attributes()).equals(missing) && digest(path).equals(kept.sha256()));
		if (!same) {
			throw new IOException("it was written and is not as it was");
		}
	}

	private static String digest(Path path) throws IOException {
		var digest = sha256();
		try (InputStream in = new DigestInputStream(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS), digest)) {
			in.transferTo(OutputStream.nullOutputStream());
		}
		return HexFormat.of().formatHex(digest.digest());
	}
}
