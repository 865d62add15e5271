package org.fleetdesk.gateways.agent.internal.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

import org.fleetdesk.gateways.agent.internal.AgentHome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code gwe_install_DATE_TIME.log} in the agent's folder (document, "First Start"), one of each installation; the youngest are kept. */
final class InstallLog {

	private static final Logger LOG = LoggerFactory.getLogger(InstallLog.class);
	private static final DateTimeFormatter WHEN = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneId.systemDefault());
	private static final String PREFIX = "gwe_install_";
	private static final int KEPT = 20;

	private final Path folder;
	private final Clock clock;

	InstallLog(AgentHome home, Clock clock) {
		folder = home.folder();
		this.clock = clock;
	}

	void write(InstallResult result) {
		String stem = PREFIX + WHEN.format(clock.instant());
		try {
			Path file = folder.resolve(stem + ".log");
			for (int i = 2; Files.exists(file); i++) {
				file = folder.resolve(stem + "_" + i + ".log");
			}
			Files.writeString(file, "%s: %s%s\n%s\n%s".formatted(result.name(), result.outcome(), result.exitCode().map(c -> ", install.sh ended with " + c).orElse(""), result.message(),
					result.output()));
			try (var files = Files.list(folder)) {
				var logs = files.filter(f -> f.getFileName().toString().startsWith(PREFIX)).sorted().toList();
				for (Path old : logs.subList(0, Math.max(0, logs.size() - KEPT))) {
					Files.deleteIfExists(old);
				}
			}
		} catch (IOException e) {
			LOG.warn("The log of the installation cannot be written: {}", e.getMessage());
		}
	}
}
