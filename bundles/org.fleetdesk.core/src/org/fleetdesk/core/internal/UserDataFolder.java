package org.fleetdesk.core.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.DataFolder;
import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The data folder in the file system. Ownership is a lock of the operating system on {@code owner.lock}, which ends with the process,
 * however that ends; the words in the file only name the owner.
 */
@Component
public final class UserDataFolder implements DataFolder, AutoCloseable {

	/** sun_path has 108 bytes on Linux, 104 on macOS. */
	private static final int LONGEST_SOCKET_PATH = 100;
	/** The byte that is locked: behind the words, because Windows refuses to read what is locked. */
	private static final long LOCKED_BYTE = 1 << 20;
	private static final String PRIVATE = "rwx------";

	private final Path path;
	private final List<Runnable> whenOwned = new ArrayList<>();
	private FileChannel channel;
	private FileLock lock;

	@Activate
	public UserDataFolder() {
		this(customary(System.getProperty(PROPERTY), System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home"))));
	}

	public UserDataFolder(Path path) {
		this.path = path.toAbsolutePath().normalize();
		try {
			Files.createDirectories(this.path);
			if (posix(this.path) && !Files.getFileStore(this.path).isReadOnly()) {
				Files.setPosixFilePermissions(this.path, PosixFilePermissions.fromString(PRIVATE));
			}
		} catch (IOException e) {
			throw new UncheckedIOException("The data folder " + this.path + " cannot be used: " + FileProblem.reason(e), e);
		}
	}

	static Path customary(String property, Map<String, String> environment, String system, Path home) {
		if (property != null && !property.isBlank()) {
			return Path.of(property);
		}
		// an empty or relative XDG_DATA_HOME counts as unset, by the XDG Base Directory Specification
		String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
		if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
			return Path.of(xdg, "fleetdesk");
		}
		String os = system.toLowerCase(Locale.ROOT);
		if (os.startsWith("windows")) {
			String local = environment.getOrDefault("LOCALAPPDATA", "");
			return (local.isEmpty() ? home.resolve("AppData").resolve("Local") : Path.of(local)).resolve("Fleetdesk");
		}
		return os.startsWith("mac") ? home.resolve("Library/Application Support/Fleetdesk") : home.resolve(".local/share/fleetdesk");
	}

	@Override
	public Path path() {
		return path;
	}

	@Override
	public Path folder(String name) throws IOException {
		return Files.createDirectories(path.resolve(name));
	}

	@Override
	public Optional<String> own(String as) throws IOException {
		List<Runnable> actions;
		synchronized (this) {
			if (lock != null) {
				return Optional.empty();
			}
			try {
				openChannel();
				FileLock taken = tryLock();
				if (taken == null) {
					return Optional.of(owner());
				}
				sign(taken, as);
				lock = taken;
			} catch (IOException e) {
				throw new IOException("nothing can be written to the data folder " + path + ": " + FileProblem.reason(e), e);
			}
			actions = List.copyOf(whenOwned);
			whenOwned.clear();
		}
		actions.forEach(Runnable::run);
		return Optional.empty();
	}

	/** Writes down who has the lock; without that it is given back, to be taken when there is space on the disk. */
	private void sign(FileLock taken, String as) throws IOException {
		byte[] words = (ProcessHandle.current().pid() + "\n" + as.replaceAll("\\R", " ") + "\n" + ProcessTimes.started(ProcessHandle.current()) + "\n")
				.getBytes(StandardCharsets.UTF_8);
		try {
			channel.write(ByteBuffer.wrap(words), 0); // over what is there, which needs no space on a full disk
			channel.truncate(words.length);
			channel.force(false);
		} catch (IOException e) {
			taken.release();
			throw e;
		}
	}

	/** It stays open also without the lock: closing any channel of this file would release a lock that this process holds. */
	private void openChannel() throws IOException {
		if (channel == null || !channel.isOpen()) {
			channel = FileChannel.open(path.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
		}
	}

	private FileLock tryLock() throws IOException {
		try {
			return channel.tryLock(LOCKED_BYTE, 1, false);
		} catch (OverlappingFileLockException e) {
			return null; // another instance in this process has it
		}
	}

	private String owner() throws IOException {
		String[] words = words();
		return words.length == 3 ? "process " + words[0] + ", " + words[1] : "another process";
	}

	/** Process, description, and start of the process, or less. */
	private String[] words() throws IOException {
		var bytes = ByteBuffer.allocate(500);
		channel.read(bytes, 0);
		return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).split("\n");
	}

	@Override
	public synchronized boolean ownerLives() {
		if (lock != null) {
			return true;
		}
		try {
			openChannel();
			String[] words = words();
			return words.length == 3 && ProcessHandle.of(Long.parseLong(words[0])).filter(p -> ProcessTimes.same(words[2], p)).isPresent();
		} catch (IOException | NumberFormatException e) {
			return false;
		}
	}

	@Override
	public synchronized boolean owned() {
		return lock != null;
	}

	@Override
	public void whenOwned(Runnable action) {
		synchronized (this) {
			if (lock == null) {
				whenOwned.add(action);
				return;
			}
		}
		action.run();
	}

	@Override
	public synchronized Path controlSocket() {
		Path usual = path.resolve("control.sock");
		if (usual.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH) {
			return usual;
		}
		try {
			Path note = path.resolve("control.path");
			Path folder = Files.exists(note) ? Path.of(Files.readString(note).strip()).getParent() : null;
			if (folder != null && (lock == null || isPrivate(folder))) {
				return folder.resolve("control.sock");
			}
			if (lock == null) {
				return usual; // nobody listens
			}
			Path made = Files.createTempDirectory("fleetdesk-").resolve("control.sock");
			AtomicFiles.writePrivate(note, made.toString().getBytes(StandardCharsets.UTF_8));
			return made;
		} catch (IOException e) {
			throw new UncheckedIOException("No place for the control socket of " + path + ": " + FileProblem.reason(e), e);
		}
	}

	/** Whether a folder under the shared temporary one is ours alone. */
	private boolean isPrivate(Path folder) throws IOException {
		return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(path))
				&& (!posix(folder) || PosixFilePermissions.toString(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)).equals(PRIVATE));
	}

	private static boolean posix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	/** Gives the folder up. */
	@Deactivate
	@Override
	public synchronized void close() {
		try {
			if (channel != null) {
				channel.close();
			}
		} catch (IOException e) {
			// the process ends anyway, and the lock with it
		}
		lock = null;
	}
}
