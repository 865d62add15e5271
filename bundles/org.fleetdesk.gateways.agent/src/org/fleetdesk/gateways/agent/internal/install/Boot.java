package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import org.fleetdesk.gateways.agent.internal.Processes;

/**
 * From one start of the machine to its end.
 *
 * @param id    another one after each start
 * @param since when it was started, by the clock as it is now; to the second
 */
record Boot(String id, Instant since) {

	/** Tells of the machine that this is. */
	@FunctionalInterface
	interface Machine {

		Boot boot() throws IOException;
	}

	static Boot now() throws IOException {
		String since = Files.readAllLines(Path.of("/proc/stat")).stream().filter(l -> l.startsWith("btime ")).findFirst().orElseThrow(() -> new IOException("/proc/stat has no btime"));
		return new Boot(Processes.bootId(), Instant.ofEpochSecond(Long.parseLong(since.substring("btime ".length()).strip())));
	}
}
