package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The process that runs a guest, as its host sees it.
 *
 * @param user     whose it is, by name
 * @param parent   the process that waits for it; 0 when the system does not tell
 * @param started  when
 * @param cpu      processor time since then
 * @param command  program and arguments; at least the program
 * @param state    as {@code ps} writes it, such as {@code Sl}; {@code ?} when the system does not tell
 * @param resident memory in bytes; 0 when the system does not tell
 * @param virtual  memory in bytes; 0 when the system does not tell
 */
public record ProcessFacts(long pid, long parent, String user, Instant started, Duration cpu, String command, String state, long resident, long virtual) {

	/** Empty when there is no such process, or the system does not tell. */
	static Optional<ProcessFacts> of(long pid) {
		return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).flatMap(process -> {
			var info = process.info();
			var status = status(pid);
			long parent = process.parent().map(ProcessHandle::pid).orElse(0L);
			String state = status.getOrDefault("State", "?").substring(0, 1) + (status.getOrDefault("Threads", "1").equals("1") ? "" : "l");
			return info.startInstant().flatMap(started -> info.commandLine().or(info::command).map(command -> new ProcessFacts(pid, parent, info.user().orElse(""), started,
					info.totalCpuDuration().orElse(Duration.ZERO), command, state, bytes(status, "VmRSS"), bytes(status, "VmSize"))));
		});
	}

	/** What Linux says in {@code /proc/PID/status} (man 5 proc_pid_status). */
	private static Map<String, String> status(long pid) {
		try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"), StandardCharsets.ISO_8859_1)) {
			return lines.map(l -> l.split(":\\s*", 2)).filter(l -> l.length == 2 && !l[1].isEmpty()).collect(Collectors.toMap(l -> l[0], l -> l[1], (a, b) -> a));
		} catch (IOException | java.io.UncheckedIOException e) {
			return Map.of(); // ended just now, or not a Linux
		}
	}

	private static long bytes(Map<String, String> status, String name) {
		String digits = status.getOrDefault(name, "").replaceAll("\\D", "");
		return digits.isEmpty() ? 0 : Long.parseLong(digits) << 10;
	}
}
