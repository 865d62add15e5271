package org.fleetdesk.core.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Tells a process from a later one with the same number by its start. */
final class ProcessTimes {

	/** A start is told in ticks since the boot, whose time itself is known to the second and moves when the clock is set. */
	private static final Duration SAME = Duration.ofSeconds(2);

	private ProcessTimes() {
	}

	/** A process's start as text, or "-" when it is not known. */
	static String started(ProcessHandle process) {
		return process.info().startInstant().map(Instant::toString).orElse("-");
	}

	/** Whether the process lives and began then. */
	static boolean same(String started, ProcessHandle process) {
		try {
			var then = Instant.parse(started);
			return process.isAlive() && process.info().startInstant().map(s -> Duration.between(s, then).abs().compareTo(SAME) <= 0).orElse(false);
		} catch (DateTimeException e) {
			return false;
		}
	}
}
