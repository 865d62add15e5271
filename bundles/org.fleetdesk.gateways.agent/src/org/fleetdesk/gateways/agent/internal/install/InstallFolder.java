package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.gateways.agent.internal.AgentHome;

/** Where an installation keeps its things; nobody else may look in. */
record InstallFolder(Path folder) {

	static InstallFolder of(AgentHome home) {
		return new InstallFolder(home.state().resolve("install"));
	}

	Path journal() {
		return folder.resolve("journal.json");
	}

	/** What is to be reported. */
	Path results() {
		return folder.resolve("results.json");
	}

	/** How often the package was begun that is under way. */
	Path starts() {
		return folder.resolve("starts.json");
	}

	/** What may go when the installation has ended. */
	Path work() {
		return folder.resolve("work");
	}

	/** The package file under its own name. */
	Path tarball(Installation installation) {
		return work().resolve("package").resolve(installation.name().fileName());
	}

	Path tree() {
		return work().resolve("tree");
	}

	Path output() {
		return work().resolve("output");
	}

	/** Is written when {@code install.sh} has ended, and what it wrote is on the disk. */
	Path exit() {
		return work().resolve("exit");
	}

	/** As {@link #exit()}, before it is known to be on the disk. */
	Path code() {
		return work().resolve("exit.code");
	}

	/** Is there when the machine ended all processes before {@link #exit()} was written. */
	Path terminated() {
		return work().resolve("exit.term");
	}

	/** What was in the watched folders before. */
	Path snapshot() {
		return work().resolve("snapshot");
	}

	/** Copies of files before. */
	Path kept() {
		return work().resolve("kept");
	}

	/** How the names of folders begin that have copies which could not be put back: the only ones, which nothing deletes. */
	Path unrestored() {
		return folder.resolve("unrestored");
	}

	/** What {@code install.sh} wrote. */
	Path changes() {
		return work().resolve("changes.json");
	}

	/** To what jobs in the background go on writing. */
	Path left() {
		return folder.resolve("left");
	}

	/** Is there while the supervisor may still have the program of a first installation that failed. */
	Path leftProgram(String name) {
		return folder.resolve("program-" + name);
	}

	/** What ways back took away, a dated folder for each. */
	Path removed() {
		return folder.resolve("removed");
	}

	/** Makes an empty folder that is nobody else's. */
	static Path fresh(Path folder) throws IOException {
		delete(folder);
		Files.createDirectories(folder.getParent());
		Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		AtomicFiles.syncFolder(folder.getParent());
		return folder;
	}

	/** Removes a folder with everything in it; links are removed, not followed. */
	static void delete(Path folder) throws IOException {
		try {
			Files.walkFileTree(folder, new SimpleFileVisitor<>() {
				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					Files.deleteIfExists(file);
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
					Files.deleteIfExists(directory);
					return FileVisitResult.CONTINUE;
				}
			});
		} catch (NoSuchFileException e) {
			return;
		}
		AtomicFiles.syncFolder(folder.getParent());
	}
}
