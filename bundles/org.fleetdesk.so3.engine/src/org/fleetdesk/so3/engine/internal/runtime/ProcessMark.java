package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells a process from a later one of the same number, also over a restart of the host.
 *
 * @param born what only this process has: the host's boot and the time of the process's start
 */
record ProcessMark(long pid, String born) {

	private static final Path PROC = Path.of("/proc");

	/** The process that has this number now. */
	static Optional<ProcessMark> of(long pid) {
		return born(pid).map(b -> new ProcessMark(pid, b));
	}

	boolean alive() {
		return born(pid).filter(born::equals).isPresent();
	}

	/** SIGKILL, when it is still the same process. */
	void kill() {
		if (alive()) {
			ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
		}
	}

	private static Optional<String> born(long pid) {
		if (!Files.isDirectory(PROC.resolve("self"))) {
			return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).flatMap(p -> p.info().startInstant()).map(Object::toString);
		}
		try {
			// pid (name) state ppid ...; the name may hold anything, field 22 is the start in ticks since the host's boot
			String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
			boolean dead = fields[0].equals("Z") || fields[0].equals("X");
			return dead ? Optional.empty() : Optional.of(Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip() + " " + fields[19]);
		} catch (IOException e) {
			return Optional.empty();
		}
	}

	/** Resident memory in bytes. */
	Optional<Long> resident() {
		try (var lines = Files.lines(PROC.resolve(pid + "/status"), StandardCharsets.ISO_8859_1)) {
			return lines.filter(l -> l.startsWith("VmRSS:")).findFirst().map(l -> Long.parseLong(l.replaceAll("\\D", "")) * 1024);
		} catch (IOException | UncheckedIOException e) {
			return Optional.empty();
		}
	}
}
