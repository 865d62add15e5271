package org.fleetdesk.so3.engine.internal.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that runs a guest, as its host sees it.
 *
 * @param user    whose it is, by name
 * @param parent  the process that waits for it; 0 when the system does not tell
 * @param started when
 * @param cpu     processor time since then
 * @param command program and arguments; at least the program
 */
public record ProcessFacts(long pid, long parent, String user, Instant started, Duration cpu, String command) {

	/** Empty when there is no such process, or the system does not tell. */
	static Optional<ProcessFacts> of(long pid) {
		return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).flatMap(process -> {
			var info = process.info();
			long parent = process.parent().map(ProcessHandle::pid).orElse(0L);
			return info.startInstant().flatMap(started -> info.commandLine().or(info::command)
					.map(command -> new ProcessFacts(pid, parent, info.user().orElse(""), started, info.totalCpuDuration().orElse(Duration.ZERO), command)));
		});
	}
}
