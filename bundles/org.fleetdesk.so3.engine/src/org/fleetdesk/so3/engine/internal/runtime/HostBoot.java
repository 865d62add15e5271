package org.fleetdesk.so3.engine.internal.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** When the host was started. */
final class HostBoot {

	private static final long SECOND = 1_000_000_000L;

	private HostBoot() {
	}

	/** In nanoseconds since 1970; {@link Long#MAX_VALUE} where the system does not tell. */
	static long nanos() throws IOException {
		Path file = Path.of("/proc/stat");
		if (!Files.exists(file)) {
			return Long.MAX_VALUE;
		}
		try (var lines = Files.lines(file, StandardCharsets.US_ASCII)) {
			return lines.filter(l -> l.startsWith("btime ")).findFirst().map(l -> Long.parseLong(l.substring(6).strip()) * SECOND).orElse(Long.MAX_VALUE);
		}
	}
}
