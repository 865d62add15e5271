package org.fleetdesk.gateways.agent.internal.supervise;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

import org.fleetdesk.files.AtomicFiles;
import org.fleetdesk.files.FileProblem;

/** The files of programs in the folder that the supervisor includes; {@code NAME.conf} is the one of a program. */
final class ProgramFiles {

	private final Path folder;

	ProgramFiles(Path folder) {
		this.folder = folder;
	}

	Optional<String> read(String name) throws SupervisorException {
		try {
			return Optional.of(new String(Files.readAllBytes(path(name)), StandardCharsets.UTF_8));
		} catch (NoSuchFileException e) {
			return Optional.empty();
		} catch (IOException e) {
			throw failed("cannot be read", name, e);
		}
	}

	void write(String name, String text) throws SupervisorException {
		try {
			AtomicFiles.write(path(name), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
			Files.setPosixFilePermissions(path(name), PosixFilePermissions.fromString("rw-r--r--"));
		} catch (IOException e) {
			throw failed("cannot be written", name, e);
		}
	}

	/** Puts back what was there, or nothing. */
	void restore(String name, Optional<String> text) throws SupervisorException {
		if (text.isPresent()) {
			write(name, text.get());
			return;
		}
		try {
			if (Files.deleteIfExists(path(name))) {
				AtomicFiles.syncFolder(folder);
			}
		} catch (IOException e) {
			throw failed("cannot be removed", name, e);
		}
	}

	private SupervisorException failed(String what, String name, IOException cause) {
		return new SupervisorException(0, "The supervisor's file " + path(name) + " " + what + ": " + FileProblem.reason(cause) + ".", cause);
	}

	/** @throws IllegalArgumentException for a name that would lead elsewhere */
	private Path path(String name) {
		Path path = folder.resolve(name + ".conf");
		if (name.isEmpty() || !path.normalize().equals(path) || !folder.equals(path.getParent())) {
			throw new IllegalArgumentException("No program can be called " + name + ".");
		}
		return path;
	}
}
