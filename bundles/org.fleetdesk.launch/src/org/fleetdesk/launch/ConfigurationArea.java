package org.fleetdesk.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The private configuration areas of one installation's processes. A template, in which the framework has resolved the bundles once, makes
 * a start short; each process gets a copy of it, named by its process id. The copies of dead processes go at the next start.
 * Engines and commands have a template of their own, with nothing that only the console needs.
 */
final class ConfigurationArea {

	/** The argument, and the system property with the folder, that make a start fill the template instead of running anything. */
	static final String INITIALIZE = "-fleetdesk.initialize";

	/** In a configuration area: the bundles to install, a line each. */
	static final Path BUNDLES = Path.of("org.eclipse.equinox.simpleconfigurator", "bundles.info");

	private final Path install;
	private final Path areas;
	private final Path full;
	private final Path headless;

	ConfigurationArea(Path install, Path cache) throws IOException {
		this.install = install;
		this.areas = cache.resolve("areas");
		String name = "template-" + fingerprint();
		this.full = cache.resolve(name);
		this.headless = cache.resolve(name + "-headless");
	}

	/** {@code $XDG_CACHE_HOME/fleetdesk} or {@code ~/.cache/fleetdesk}. */
	static Path cache(Map<String, String> environment, Path home) {
		String xdg = environment.get("XDG_CACHE_HOME");
		return (xdg == null || !xdg.startsWith("/") ? home.resolve(".cache") : Path.of(xdg)).resolve("fleetdesk");
	}

	/**
	 * This process's own area, ready to start with.
	 *
	 * @param console whether the console starts, else an engine or a command
	 */
	Path prepare(boolean console) throws IOException, InterruptedException {
		privateFolder(areas);
		prune();
		if (console || !Files.isDirectory(headless)) {
			fill(full, null);
		}
		Path template = console ? full : headless;
		if (!console) {
			fill(headless, full.resolve(HeadlessBundles.FILE));
		}
		Path area = areas.resolve(Long.toString(ProcessHandle.current().pid()));
		delete(area);
		copy(template, area);
		return area;
	}

	/**
	 * In a child process, because a framework starts once in a process; renamed at the end, so that a template is whole or absent.
	 *
	 * @param bundles the list of its bundles; null: all of the installation
	 */
	private void fill(Path template, Path bundles) throws IOException, InterruptedException {
		if (Files.isDirectory(template)) {
			return;
		}
		Path draft = Files.createTempDirectory(template.getParent(), "draft-");
		try {
			copy(install.resolve("configuration"), draft);
			if (bundles != null) {
				Files.copy(bundles, draft.resolve(BUNDLES), StandardCopyOption.REPLACE_EXISTING);
			}
			var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
					"-D" + INITIALIZE + "=" + draft, "-cp", System.getProperty("java.class.path"), Launcher.class.getName(), INITIALIZE);
			var log = draft.resolve("initialize.log").toFile();
			var child = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).redirectInput(new File("/dev/null")).start();
			try {
				if (child.waitFor() != 0) {
					throw new IOException("the bundles of " + install + " cannot be resolved: " + Files.readString(log.toPath()).strip());
				}
			} finally {
				child.destroyForcibly();
			}
			Files.move(draft, template, StandardCopyOption.ATOMIC_MOVE);
		} catch (AtomicMoveNotSupportedException e) {
			throw e;
		} catch (FileSystemException e) {
			if (!Files.isDirectory(template)) { // else another process was first
				throw e;
			}
		} finally {
			delete(draft);
		}
	}

	private void prune() throws IOException {
		try (Stream<Path> all = Files.list(areas)) {
			for (Path area : all.toList()) {
				String name = area.getFileName().toString();
				if (name.matches("\\d{1,18}") && ProcessHandle.of(Long.parseLong(name)).isEmpty()) {
					delete(area);
				}
			}
		}
		try (Stream<Path> all = Files.list(full.getParent())) {
			for (Path old : all.filter(p -> p.getFileName().toString().startsWith(templatePrefix()) && !p.equals(full) && !p.equals(headless)).toList()) {
				delete(old);
			}
		}
	}

	private String templatePrefix() {
		return "template-" + Integer.toHexString(install.toString().hashCode()) + "-";
	}

	/** Changes with any bundle of the installation. */
	private String fingerprint() throws IOException {
		var state = new StringBuilder(System.getProperty("java.home"));
		for (String part : List.of("plugins", "configuration", "configuration/org.eclipse.equinox.simpleconfigurator")) {
			try (Stream<Path> files = Files.list(install.resolve(part))) {
				for (Path file : files.sorted().toList()) {
					var attributes = Files.readAttributes(file, BasicFileAttributes.class);
					if (attributes.isRegularFile()) {
						state.append(file.getFileName()).append(attributes.size()).append(attributes.lastModifiedTime().toMillis());
					}
				}
			} catch (NoSuchFileException e) {
				throw new IOException("the installation in " + install + " is not whole: " + part + " is missing", e);
			}
		}
		return Integer.toHexString(install.toString().hashCode()) + "-" + Integer.toHexString(state.toString().hashCode());
	}

	/** Makes a folder, when missing, that only the user can read. */
	static void privateFolder(Path folder) throws IOException {
		if (!Files.isDirectory(folder)) {
			Files.createDirectories(folder.getParent());
			boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
			if (posix) {
				Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
			} else {
				Files.createDirectories(folder);
			}
		}
	}

	private static void copy(Path from, Path to) throws IOException {
		Files.walkFileTree(from, new SimpleFileVisitor<>() {
			@Override
			public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
				Files.createDirectories(to.resolve(from.relativize(folder).toString()));
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
				return FileVisitResult.CONTINUE;
			}
		});
	}

	static void delete(Path folder) throws IOException {
		if (Files.exists(folder)) {
			try (Stream<Path> walk = Files.walk(folder)) {
				for (Path p : walk.sorted(Comparator.reverseOrder()).toList()) {
					Files.deleteIfExists(p);
				}
			}
		}
	}
}
