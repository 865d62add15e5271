package org.fleetdesk.gateways.agent.internal.supervise.own;

import java.util.Optional;
import java.util.OptionalInt;

import org.fleetdesk.gateways.agent.internal.Processes;

/**
 * A process of a program: one that was started here, or one that an earlier supervisor left, whose exit status nobody will know. It leads a process group.
 *
 * @param start as {@link Processes.Entry#start}
 */
record Child(int pid, long start, Optional<Process> process) {

	boolean isAlive() {
		return process.isPresent() ? process.get().isAlive() : Processes.isAlive(pid, start);
	}

	/** After its end: 0 to 255, and 128 and more for a signal. */
	OptionalInt exit() {
		return process.isPresent() ? OptionalInt.of(process.get().exitValue()) : OptionalInt.empty();
	}

	boolean signal(String signal, boolean group) {
		// in its first moments it has no group of its own yet
		return isAlive() && (group && Processes.signal(signal, -pid) || Processes.signal(signal, pid));
	}
}
